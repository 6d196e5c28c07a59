import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Instant } from '../../../core/calendar.ts'
import { read, write } from '../../platform/context.ts'
import { recordAbsence, voidAbsence } from '../identity/absences.ts'
import { backupsDue, tellBackups } from './tell-backups.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const { orgId, users } = a

async function told(now: Instant): Promise<string[]> {
  const due = await read(db, { orgId, now }, ({ db: tx, ...ctx }) =>
    tx.selectNoFrom(backupsDue({ db: tx, ...ctx }).as('due')).executeTakeFirstOrThrow(),
  )
  if (due.due) await write(db, { orgId, now }, (ctx) => tellBackups(ctx))
  const { rows } = await admin.query(
    `select n.kind || ' ' || u.name as said from notice n join app_user u on u.id = n.user_id
     where n.org_id = $1 and n.kind like 'backup-%' order by n.created_at, n.kind`,
    [orgId],
  )
  return rows.map(({ said }) => said)
}

test('the backup is told when an absence is recorded and when it begins, each once', async () => {
  // Those of the world have nobody who steps in.
  expect(await told(NOW)).toEqual([])
  const from = addDays(TODAY, 2)
  const absence = { userId: users.rep, fromDay: from, toDay: addDays(from, 3), reason: '年假' }
  await write(db, { orgId, now: NOW }, (ctx) => recordAbsence(ctx, { ...absence, backupId: users.mate }))
  expect(await told(NOW + 1000)).toEqual(['backup-asked mate'])
  expect(await told(NOW + DAY_MS)).toEqual(['backup-asked mate'])
  expect(await told(NOW + 2 * DAY_MS)).toEqual(['backup-asked mate', 'backup-begins mate'])
  expect(await told(NOW + 3 * DAY_MS)).toEqual(['backup-asked mate', 'backup-begins mate'])

  // The backup of the person counts where the absence names none; what is taken back is not told.
  await admin.query('update app_user set backup_id = $1 where id = $2', [users.manager2, users.stranger])
  const later = { userId: users.stranger, fromDay: addDays(TODAY, 20), toDay: addDays(TODAY, 20), reason: '' }
  const { id } = await write(db, { orgId, now: NOW + 4 * DAY_MS }, (ctx) => recordAbsence(ctx, later))
  await write(db, { orgId, now: NOW + 4 * DAY_MS }, (ctx) => voidAbsence(ctx, id))
  expect(await told(NOW + 4 * DAY_MS + 1000)).toHaveLength(2)
  await write(db, { orgId, now: NOW + 4 * DAY_MS + 2000 }, (ctx) => recordAbsence(ctx, later))
  expect((await told(NOW + 4 * DAY_MS + 3000)).at(-1)).toBe('backup-asked manager2')

  // One who has left is told nothing, and is not waited for either.
  await admin.query(`update app_user set status = 'inactive' where id = $1`, [users.mate])
  const last = { ...absence, fromDay: addDays(TODAY, 30), toDay: addDays(TODAY, 31), backupId: users.mate }
  await write(db, { orgId, now: NOW + 5 * DAY_MS }, (ctx) => recordAbsence(ctx, last))
  const due = await read(db, { orgId, now: NOW + 5 * DAY_MS }, ({ db: tx, ...ctx }) =>
    tx.selectNoFrom(backupsDue({ db: tx, ...ctx }).as('due')).executeTakeFirstOrThrow(),
  )
  expect(due.due).toBe(false)
})
