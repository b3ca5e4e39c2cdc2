import protobuf from 'protobufjs';
import snappy from 'snappyjs';

const { root } = protobuf.parse(`
  syntax = "proto3";
  package prometheus;
  message WriteRequest { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
  message MetricMetadata { uint32 type = 1; string metric_family_name = 2; string help = 4; }
`);

/** Encodes by the protocol's own definition, which the code under test does not have. */
const writeRequest = root.lookupType('prometheus.WriteRequest');

export interface WrittenSeries {
  labels: Record<string, string>;
  samples: [value: number, at: number][];
}

export function encode(series: WrittenSeries[]): Uint8Array {
  return writeRequest
    .encode(
      writeRequest.fromObject({
        timeseries: series.map(({ labels, samples }) => ({
          labels: Object.entries(labels).map(([name, value]) => ({ name, value })),
          samples: samples.map(([value, timestamp]) => ({ value, timestamp })),
          exemplars: [{ labels: [{ name: 'trace', value: 'x' }], value: 1, timestamp: 2 }],
        })),
        metadata: [{ type: 2, metricFamilyName: 'accuracy', help: 'of the ranker' }],
      })
    )
    .finish();
}

export function written(series: WrittenSeries[]): RequestInit {
  return packed(snappy.compress(encode(series)));
}

export function packed(body: Uint8Array, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
      ...headers,
    },
  };
}
