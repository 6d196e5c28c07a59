import * as qualityApi from '../../../src/api/quality.ts'
import { saveContacts } from '../../../src/server/modules/customers/index.ts'
import { checkData } from '../../../src/server/modules/data-quality/index.ts'
import { write } from '../../../src/server/platform/context.ts'
import type { Client } from '../api-client.ts'
import type { TestDatabase } from '../database.ts'

export type DefectIds = {
  /** a contact's name with a space in it: open, with a proposal */
  defectId: string
  /** a contact's telephone number, dismissed by the owner */
  dismissedDefectId: string
  /** of the owner, not undone */
  fixBatchId: string
}

type Owner = { orgId: string; customerId: string; mark: string; client: Client; now: number }

/** Contacts as somebody once typed them, found by a check; one was tidied, one was said to be right. */
export async function defectsOf({ db, admin }: TestDatabase, owner: Owner): Promise<DefectIds> {
  const { orgId, customerId, mark, client } = owner
  const [open, wrong, tidied] = await write(db, { orgId, now: owner.now }, (ctx) =>
    saveContacts(ctx, [
      { customerId, name: `${mark}李　四` },
      { customerId, name: `${mark}王五`, phone: '12' },
      { customerId, name: `${mark}赵　六` },
    ]),
  )
  await write(db, { orgId, now: owner.now }, (ctx) => checkData(ctx))
  const defectOn = async (contactId: string) => {
    const { rows } = await admin.query<{ id: string }>('select id from data_defect where record_id = $1', [
      contactId,
    ])
    return rows[0]!.id
  }
  const dismissedDefectId = await defectOn(wrong!.id)
  await client.get(qualityApi.dismissDefect, { params: { id: dismissedDefectId }, body: { reason: '内线' } })
  const { batchId } = await client.get(qualityApi.applyFixes, { body: { ids: [await defectOn(tidied!.id)] } })
  return { defectId: await defectOn(open!.id), dismissedDefectId, fixBatchId: batchId! }
}
