import ts from 'typescript'
import { parse } from 'vue/compiler-sfc'

/** The literal members of the page definition that a component exports; null when it exports none. */
export function findPageDefinition(component: string): ReadonlyMap<string, string | number> | null {
  const script = parse(component).descriptor.script?.content ?? ''
  const source = ts.createSourceFile('page.ts', script, ts.ScriptTarget.Latest, true)
  const statements = source.statements.filter(ts.isVariableStatement).filter(isExported)
  const declaration = statements
    .flatMap((statement) => statement.declarationList.declarations)
    .find(({ name }) => ts.isIdentifier(name) && name.text === 'page')
  const value = declaration?.initializer
  return value !== undefined && ts.isObjectLiteralExpression(value) ? literalsOf(value) : null
}

function isExported(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false
}

function literalsOf(value: ts.ObjectLiteralExpression): ReadonlyMap<string, string | number> {
  const literals = new Map<string, string | number>()
  for (const { name, initializer } of value.properties.filter(ts.isPropertyAssignment)) {
    if (ts.isStringLiteralLike(initializer)) literals.set(name.getText(), initializer.text)
    if (ts.isNumericLiteral(initializer)) literals.set(name.getText(), Number(initializer.text))
  }
  return literals
}
