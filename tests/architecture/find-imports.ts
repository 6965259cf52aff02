import ts from 'typescript'
import { parse } from 'vue/compiler-sfc'

export interface FoundImport {
  /** As it is written. */
  readonly specifier: string
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean
  readonly line: number
}

/** Every import of a module or component: static, type, re-export, dynamic, `require`, and types by `import('…')`. */
export function findImports(path: string, text: string): readonly FoundImport[] {
  if (!path.endsWith('.vue')) return importsOfScript(text, 0)
  const { script, scriptSetup } = parse(text).descriptor
  return [script, scriptSetup]
    .filter((block) => block !== null)
    .flatMap((block) => importsOfScript(block.content, block.loc.start.line - 1))
}

function importsOfScript(text: string, linesBefore: number): readonly FoundImport[] {
  const source = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, true)
  const found: FoundImport[] = []
  const visit = (node: ts.Node): void => {
    const target = targetOf(node)
    if (target !== null) {
      const line = linesBefore + source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ specifier: target, typeOnly: isTypeOnly(node), line })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** What a node imports from, or null when it imports nothing. A name that is computed is reported as such. */
function targetOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier === undefined ? null : textOf(node.moduleSpecifier)
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : null
  if (ts.isExternalModuleReference(node)) return textOf(node.expression)
  if (ts.isCallExpression(node) && (isImportKeyword(node.expression) || isRequire(node.expression))) {
    return node.arguments[0] === undefined ? null : textOf(node.arguments[0])
  }
  return null
}

const textOf = (node: ts.Node): string => (ts.isStringLiteralLike(node) ? node.text : `(computed) ${node.getText()}`)
const isImportKeyword = (node: ts.Node): boolean => node.kind === ts.SyntaxKind.ImportKeyword
const isRequire = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text === 'require'

/** `import { type X }` is not: the module is still loaded, for nothing. */
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  return ts.isExportDeclaration(node) && node.isTypeOnly
}
