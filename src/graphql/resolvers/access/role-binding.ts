import type { RoleBindingResolvers } from '../../__generated__/resolvers.ts';
import { whereOf } from './where-of.ts';

export const RoleBinding: RoleBindingResolvers = whereOf;
