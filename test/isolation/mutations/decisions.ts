import type { Expression, Node, SourceFile, Statement } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isBinaryExpression,
  isBlock,
  isConditionalExpression,
  isContinueStatement,
  isIfStatement,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isReturnStatement,
} from 'typescript/unstable/ast/is';

interface Decision {
  readonly node: Expression;
  readonly instead: 'true' | 'false';
}

const joining: readonly SyntaxKind[] = [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken];
const comparing: readonly SyntaxKind[] = [
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
  SyntaxKind.GreaterThanToken,
  SyntaxKind.LessThanToken,
];

/**
 * Each condition of a file, none of them made of others, with what it is taken for where more is allowed: that it holds, unless what
 * follows from it is to leave something out. `denies`: in this file it is the other way round.
 */
export function decisionsIn(root: SourceFile, denies: boolean): readonly Decision[] {
  const found = new Map<Expression, Decision>();
  const take = (condition: Expression, allows: boolean): void => {
    if (isParenthesizedExpression(condition)) take(condition.expression, allows);
    else if (isPrefixUnaryExpression(condition) && condition.operator === SyntaxKind.ExclamationToken)
      take(condition.operand, !allows);
    else if (isBinaryExpression(condition) && joining.includes(condition.operatorToken.kind)) {
      take(condition.left, allows);
      take(condition.right, allows);
    } else if (!found.has(condition)) found.set(condition, { node: condition, instead: allows ? 'true' : 'false' });
  };
  const visit = (node: Node): void => {
    if (isIfStatement(node)) take(node.expression, leavesOut(node.thenStatement) === denies);
    if (isConditionalExpression(node)) take(node.condition, !denies);
    if (isBinaryExpression(node) && joining.includes(node.operatorToken.kind)) take(node, !denies);
    if (isArrowFunction(node) && !isBlock(node.body) && isComparison(node.body)) take(node.body, !denies);
    if (isReturnStatement(node) && node.expression !== undefined && isComparison(node.expression)) {
      take(node.expression, !denies);
    }
    node.forEachChild(visit);
  };
  visit(root);
  return [...found.values()];
}

/** Whether it only goes on to the next, or answers no. */
function leavesOut(statement: Statement): boolean {
  return (
    isContinueStatement(statement) ||
    (isReturnStatement(statement) && statement.expression?.kind === SyntaxKind.FalseKeyword)
  );
}

function isComparison(node: Node): node is Expression {
  return isBinaryExpression(node) && comparing.includes(node.operatorToken.kind);
}
