import { vi } from 'vitest';

// Run before each file: what another one has read is read again, with the examples in its comments.
vi.resetModules();
