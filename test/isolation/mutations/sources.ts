import { fileURLToPath } from 'node:url';
import type { CallExpression, Expression, Node, PropertyAccessExpression, SourceFile } from 'typescript/unstable/ast';
import { isCallExpression, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { API, SymbolFlags } from 'typescript/unstable/sync';
import type { Checker, Symbol } from 'typescript/unstable/sync';

/** A file of the product, as the compiler reads it. */
export interface Source {
  /** From the root of the repository, such as `src/domain/freezes/freeze-refusal.ts`. */
  readonly file: string;
  readonly text: string;
  readonly root: SourceFile;
  readonly memberReads: readonly MemberRead[];
  readonly calls: readonly Call[];
}

/** A member that is read of something: whether `access.may` or `this.#sight.sees`. */
interface MemberRead {
  readonly node: PropertyAccessExpression;
  /** Where the member is declared, such as `src/domain/access/access.ts may`. */
  readonly member: string;
}

interface Call {
  readonly node: CallExpression;
  /** Where what is called is declared, as of members; empty for what is none of the product's. */
  readonly called: string;
  /** Where the types of its arguments are declared. */
  readonly given: readonly { readonly node: Expression; readonly type: string }[];
}

/** The product's files, without tests and what is generated, with what their names stand for. */
export function readSources(root: URL): readonly Source[] {
  const home = fileURLToPath(root);
  const api = new API({ cwd: home });
  try {
    const config = `${home}tsconfig.json`;
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error(`the compiler cannot open ${config}`);
    const { program, checker } = project;
    return program
      .getSourceFileNames()
      .filter((name) => name.startsWith(`${home}src/`) && !/\.test\.ts$|\/testing\/|__generated__/.test(name))
      .toSorted()
      .flatMap((name) => {
        const file = program.getSourceFile(name);
        return file === undefined ? [] : [sourceOf(file, home, checker)];
      });
  } finally {
    api.close();
  }
}

function sourceOf(root: SourceFile, home: string, checker: Checker): Source {
  const reads: PropertyAccessExpression[] = [];
  const calls: CallExpression[] = [];
  const visit = (node: Node): void => {
    if (isPropertyAccessExpression(node)) reads.push(node);
    if (isCallExpression(node)) calls.push(node);
    node.forEachChild(visit);
  };
  visit(root);
  const nameOf = (symbol: Symbol | undefined): string => {
    const path = symbol?.declarations[0]?.path ?? '';
    return symbol !== undefined && path.startsWith(`${home}src/`) ? `${path.slice(home.length)} ${symbol.name}` : '';
  };
  // Asked for all at once: each question goes to another process.
  const members = checker.getSymbolAtLocation(reads.map(({ name }) => name));
  const called = checker.getSymbolAtLocation(
    calls.map(({ expression }) => (isPropertyAccessExpression(expression) ? expression.name : expression)),
  );
  const given = calls.flatMap((call) => call.arguments.map((node) => ({ call, node })));
  const types = checker.getTypeAtLocation(given.map(({ node }) => node));
  const declared = given.map(({ call, node }, index) => ({ call, node, type: nameOf(types[index]?.getSymbol()) }));
  return {
    file: root.fileName.slice(home.length),
    text: root.text,
    root,
    memberReads: reads.map((node, index) => ({ node, member: nameOf(members[index]) })),
    calls: calls.map((node, index) => ({
      node,
      called: nameOf(followed(called[index], checker)),
      given: declared.filter(({ call }) => call === node),
    })),
  };
}

/** What an import stands for. */
function followed(symbol: Symbol | undefined, checker: Checker): Symbol | undefined {
  return symbol !== undefined && (symbol.flags & SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}
