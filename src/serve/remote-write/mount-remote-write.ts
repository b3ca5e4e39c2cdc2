import { boundedBytes } from '../intake/bounded-body.ts';
import { credentialsOf, type App, type AppOptions } from '../app.ts';
import { decodeWriteRequest, type PromSeries } from './decode-write-request.ts';
import { Refusal } from '../problem/refusal.ts';
import { takeWriteRequest } from './take-write-request.ts';
import { unpackSnappy } from './unpack-snappy.ts';

export const remoteWritePath = '/v1/prometheus/write';

/** `POST /v1/prometheus/write`: what the `remote_write` of a Prometheus sends, in version 1 of its protocol. */
export function mountRemoteWrite(app: App, options: AppOptions): void {
  const { access, client, intake, maxBodyBytes, metrics, prometheusWrite: mapping = {} } = options;
  app.post(remoteWritePath, async (context) => {
    await access.admit(credentialsOf(context), 'sender');
    refuseOtherForms(context.req.raw.headers);
    const series = seriesOf(await boundedBytes(context.req.raw, maxBodyBytes), maxBodyBytes);
    await takeWriteRequest(series, { client, intake, metrics, mapping });
    return context.body(null, 204);
  });
}

// --- internal ---

/** A sender of version 2 falls back to version 1 when it is told 415. */
function refuseOtherForms(headers: Headers): void {
  const type = headers.get('content-type') ?? '';
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  const message = parameters
    .find((one) => one.startsWith('proto='))
    ?.slice('proto='.length)
    .replaceAll('"', '');
  if (media !== 'application/x-protobuf' || (message ?? version1) !== version1)
    throw new Refusal(
      'unknown-format',
      `Expected \`Content-Type: application/x-protobuf\` with a \`prometheus.WriteRequest\` (remote-write 1.0), got \`${type.slice(0, 100)}\``
    );
  const encoding = headers.get('content-encoding') ?? '';
  if (encoding.trim().toLowerCase() !== 'snappy')
    throw new Refusal(
      'unknown-format',
      `Expected \`Content-Encoding: snappy\`, as remote-write demands, got \`${encoding.slice(0, 40)}\``
    );
}

const version1 = 'prometheus.writerequest';

function seriesOf(packed: Uint8Array, maxBytes: number): PromSeries[] {
  let bytes: Uint8Array | undefined;
  try {
    bytes = unpackSnappy(packed, maxBytes);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal('malformed', `Expected the body to be packed with snappy's block format, but ${message}`, {
      cause,
    });
  }
  if (bytes === undefined)
    throw new Refusal('too-large', `Expected a request of at most ${maxBytes} bytes when unpacked, got more`);
  try {
    return decodeWriteRequest(bytes);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal('malformed', `Expected the body to be a \`prometheus.WriteRequest\`: ${message}`, { cause });
  }
}
