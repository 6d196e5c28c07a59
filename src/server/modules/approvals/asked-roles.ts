import type { ApproverRule } from '../../../core/approval/flow.ts'
import type { Role } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadFlows } from './flow-rows.ts'
import { loadAuthority } from './world.ts'

/**
 * Whom the flows in force ask, by their roles (C186): a superior leads people; an authority is asked of
 * whoever the matrix of authorities gives one for the kind, and of the boss. Single people are left out.
 */
export async function askedRoles(ctx: ReadCtx): Promise<Map<string, Set<Role>>> {
  const { lines } = await loadAuthority(ctx)
  const flows = await loadFlows(ctx)
  return new Map(
    flows.map(({ kind, spec }) => {
      const deciders = lines.flatMap(({ kind: about, holder }) =>
        about === kind && 'role' in holder ? [holder.role] : [],
      )
      const steps = spec.nodes.flatMap((node) =>
        node.kind === 'step' ? [node] : node.branches.flatMap((branch) => branch.steps),
      )
      const rolesOf = (rule: ApproverRule): Role[] => {
        switch (rule.by) {
          case 'role':
            return [rule.role]
          case 'authority':
            return [...deciders, 'boss']
          case 'person':
            return []
          default:
            return ['manager']
        }
      }
      return [kind, new Set(steps.flatMap(({ approvers }) => approvers.flatMap(rolesOf)))]
    }),
  )
}
