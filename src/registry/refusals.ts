import { RegistryError } from '../terms/errors.ts';
import type { AliasRequest, FencingToken } from './registry.ts';

/** The refusals of every registry, with the same texts. All permanent: the same request can never succeed. */

/** An attempt that a later one of the same retrain has replaced. */
export function fenced(model: string, token: FencingToken, seen: number): RegistryError {
  return refuse(
    `Expected attempt ${token.attempt} of retrain \`${token.retrainId}\` to be the latest one of model \`${model}\`, but attempt ${seen} has been seen: ` +
      'this one is a zombie and is fenced off; let the newer attempt finish'
  );
}

export function unknownVersion(model: string, version: string | null): RegistryError {
  return version === null
    ? refuse(
        `Expected model \`${model}\` to be registered before one of its aliases is removed; register a version first`
      )
    : refuse(`Expected version \`${version}\` of model \`${model}\` to be registered before an alias points at it`);
}

export function unexpectedVersion(request: AliasRequest, found: string | null): RegistryError {
  return refuse(
    `Expected alias \`${request.alias}\` of model \`${request.model}\` to point at \`${request.expected}\`, found \`${found}\`: ` +
      'someone changed it meanwhile; read it again and decide again'
  );
}

export function reusedChangeId(request: AliasRequest): RegistryError {
  return refuse(
    `Expected change id \`${request.changeId}\` of model \`${request.model}\` to mean one change, but it was used for another alias, version or expectation; use a new id`
  );
}

export function closed(name: string): RegistryError {
  return refuse(`Expected registry \`${name}\` to be open, but it was closed; open it again`);
}

// --- internal ---

function refuse(message: string): RegistryError {
  return new RegistryError(message, { permanent: true });
}
