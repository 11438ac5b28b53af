import type { HeldRoleResolvers } from '../../__generated__/resolvers.ts';
import { whereOf } from './where-of.ts';

export const HeldRole: HeldRoleResolvers = whereOf;
