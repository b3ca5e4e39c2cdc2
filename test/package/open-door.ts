import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface Door {
  checker: ts.TypeChecker;
  /** What can be imported there, each as the symbol that was declared. */
  exports: ts.Symbol[];
  real(symbol: ts.Symbol): ts.Symbol;
}

/** A module through which others see this package, as the compiler understands it. */
export function openDoor(entry: string): Door {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(root + entry);
  const door = source && checker.getSymbolAtLocation(source);
  if (!door) throw new Error(`${entry} exports nothing`);
  const real = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return { checker, exports: checker.getExportsOfModule(door).map(real), real };
}

/** The modules that `package.json` exports. */
export const doors = ['src/index.ts', 'workflows/index.ts'];

// --- internal ---

const root = fileURLToPath(new URL('../..', import.meta.url));
const config = ts.readConfigFile(`${root}tsconfig.json`, (file) => ts.sys.readFile(file));
const program = ts.createProgram(
  doors.map((entry) => root + entry),
  // Only what is declared is asked for, so the files of the configuration are not needed.
  { ...ts.parseJsonConfigFileContent({ ...config.config, include: [], files: [] }, ts.sys, root).options, types: [] }
);
