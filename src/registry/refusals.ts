import { RegistryError } from '../terms/errors.ts';
import type { AliasRequest, FencingToken } from './registry.ts';

/** What every registry refuses, in the same words. All permanent: the same request can never succeed. */

/** An attempt that was overtaken by a later one of the same retrain. */
export function fenced(model: string, token: FencingToken, seen: number): RegistryError {
  return refuse(
    `Expected attempt ${token.attempt} of retrain \`${token.retrainId}\` to be the newest one of model \`${model}\`, but attempt ${seen} has been seen: ` +
      'this one is a zombie and is fenced off; let the newer attempt finish'
  );
}

export function unknownVersion(model: string, version: string | null): RegistryError {
  return version === null
    ? refuse(
        `Expected model \`${model}\` to be registered before an alias of it is taken away; register a version first`
      )
    : refuse(`Expected version \`${version}\` of model \`${model}\` to be registered before an alias points at it`);
}

export function unexpectedVersion(request: AliasRequest, found: string | null): RegistryError {
  return refuse(
    `Expected alias \`${request.alias}\` of model \`${request.model}\` to point at \`${request.expected}\`, found \`${found}\`: ` +
      'somebody changed it meanwhile; read it again and decide anew'
  );
}

export function reusedChangeId(request: AliasRequest): RegistryError {
  return refuse(
    `Expected change id \`${request.changeId}\` of model \`${request.model}\` to mean one change, but it was used for another alias, version or expectation; take a new id`
  );
}

export function closed(name: string): RegistryError {
  return refuse(`Expected registry \`${name}\` to be open, but it was closed; open it again`);
}

// --- internal ---

function refuse(message: string): RegistryError {
  return new RegistryError(message, { permanent: true });
}
