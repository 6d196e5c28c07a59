import type { z } from 'zod'
import type { Route } from '../../../src/api/route.ts'
import type { Permission } from '../../../src/core/permission.ts'
import type { OrgWorld } from '../world-of-two-orgs.ts'
import type { ExtendedRecords } from './records.ts'

/**
 * How to add a sample for a new route (the permission test and the type check ask for one):
 *
 * 1. In `samples/<api file>.ts` add an entry under the name of the route constant. For a new api file add a
 *    file of the same name, exported as `samples`, and it is found by itself.
 * 2. `input` gives well-formed params, query and body. `records` are the ids of one person's records (see
 *    records.ts: own, a team mate's, another team's, another organisation's, or ids of nothing at all);
 *    `org` is the caller's organisation (users, departments, stages). A new kind of record gets its ids in
 *    records.ts.
 * 3. `reach` says who reaches the records that `input` aims at; everybody else must get the very answer that
 *    ids of nothing get. Leave it out when the route aims at no record (lists, creations).
 *
 * The boss must succeed with the rep's records, so a sample that is never well-formed does not pass. `fails`
 * names the one answer expected instead where success is not possible (a one-time link that is not valid …).
 */
export type Sample<R extends Route = Route> = {
  input?: (records: ExtendedRecords, org: OrgWorld) => Parts<R>
  reach?: Reach
  /** A second permission that the handler asks for, depending on the input. */
  also?: Permission
  fails?: { status: number; code: string }
  /**
   * It tells the names of a team mate's customers by design, and still no id of anything (C046); nothing of
   * another team's.
   */
  tellsTeamNames?: true
  /** A reply that never ends (server-sent events): only refusals can be asked for. */
  endless?: true
  /** Sent as the part `file` of a form. */
  upload?: { name: string; text: string }
}

type Parts<R> =
  R extends Route<infer P, infer Q, infer B, z.ZodType>
    ? { params?: z.input<P>; query?: z.input<Q>; body?: z.input<B> }
    : never

/** Whether a caller with the permission of the route reaches a record. */
export type Reach = (view: {
  permission: Permission
  /** the record is the caller's own */
  isOwner: boolean
  may: (permission: Permission) => boolean
  /** the record's owner is within the caller's data scope under this permission */
  sees: (permission: Permission) => boolean
}) => boolean

export const byScope: Reach = ({ permission, sees }) => sees(permission)
export const wholeOrg: Reach = () => true
export const ownOnly: Reach = ({ isOwner }) => isOwner

/** One sample per route constant of an api file; a missing one does not compile. */
export type Samples<Api> = {
  [Name in keyof Api as Api[Name] extends Route ? Name : never]: Api[Name] extends Route
    ? Sample<Api[Name]>
    : never
}
