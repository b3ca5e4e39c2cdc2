/**
 * An error whose sentence says it all: what is around the program is missing, and a stack of the calls beneath would
 * only hide that. A program that lets it pass ends with the sentence.
 */
export function withoutStack<E extends Error>(create: () => E): E {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
