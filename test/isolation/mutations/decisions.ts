import type { Expression, Node, SourceFile } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isBinaryExpression,
  isBlock,
  isConditionalExpression,
  isIfStatement,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isReturnStatement,
} from 'typescript/unstable/ast/is';

const joining: readonly SyntaxKind[] = [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken];
const comparing: readonly SyntaxKind[] = [
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
  SyntaxKind.GreaterThanToken,
  SyntaxKind.LessThanToken,
];

/** Each condition of a file, none of them made of others, with what it can be taken for: that it holds, and that it does not. */
export function decisionsIn(root: SourceFile): readonly { readonly node: Expression; readonly instead: string }[] {
  const found = new Set<Expression>();
  const take = (condition: Expression): void => {
    if (isParenthesizedExpression(condition)) take(condition.expression);
    else if (isPrefixUnaryExpression(condition) && condition.operator === SyntaxKind.ExclamationToken)
      take(condition.operand);
    else if (isBinaryExpression(condition) && joining.includes(condition.operatorToken.kind)) {
      take(condition.left);
      take(condition.right);
    } else found.add(condition);
  };
  const visit = (node: Node): void => {
    if (isIfStatement(node)) take(node.expression);
    if (isConditionalExpression(node)) take(node.condition);
    if (isBinaryExpression(node) && joining.includes(node.operatorToken.kind)) take(node);
    if (isArrowFunction(node) && !isBlock(node.body) && isComparison(node.body)) take(node.body);
    if (isReturnStatement(node) && node.expression !== undefined && isComparison(node.expression))
      take(node.expression);
    node.forEachChild(visit);
  };
  visit(root);
  return [...found].flatMap((node) => [
    { node, instead: 'true' },
    { node, instead: 'false' },
  ]);
}

function isComparison(node: Node): node is Expression {
  return isBinaryExpression(node) && comparing.includes(node.operatorToken.kind);
}
