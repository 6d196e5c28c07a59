import type { z } from 'zod'
import type { saveDunningText } from '../../../api/dunning.ts'
import { STAGE_CODES, type StageCode } from '../../../core/dunning/stage.ts'
import { lintText, type TextKind } from '../../../core/dunning/text.ts'
import { may } from '../../../core/permission.ts'
import { DUNNING_TEXTS, STAGE_TEXTS } from '../../../text/dunning.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'

const LANGS: readonly DocumentLanguage[] = ['zh', 'en']

/** The words of one stage in one language: the company's own, else those that ship. */
export async function wordsFor(ctx: ReadCtx, stage: StageCode, lang: DocumentLanguage) {
  const own = await ownTexts(ctx)
  return STAGE_TEXTS[stage].flatMap((kind) => {
    const body = own.get(keyOf({ stage, kind, lang })) ?? DUNNING_TEXTS[lang][`${stage}_${kind}`]
    return body === undefined ? [] : [{ kind, body }]
  })
}

export async function readTexts(ctx: ReadCtx) {
  const own = await ownTexts(ctx)
  const items = STAGE_CODES.flatMap((stage) =>
    STAGE_TEXTS[stage].flatMap((kind) =>
      LANGS.map((lang) => {
        const body = own.get(keyOf({ stage, kind, lang }))
        const shipped = DUNNING_TEXTS[lang][`${stage}_${kind}`] ?? ''
        return { stage, kind, lang, body: body ?? shipped, own: body !== undefined }
      }),
    ),
  )
  return { items, can: { edit: may(ctx.actor.roles, 'rule.write') || 'forbidden' } }
}

export async function saveText(ctx: WriteCtx, form: z.output<typeof saveDunningText.body>) {
  const { stage, kind, lang, body } = form
  if (!STAGE_TEXTS[stage].includes(kind)) throw invalid('dunning_no_such_text', { stage, kind })
  const problem = body === '' ? undefined : lintText(kind, body)[0]
  if (problem) throw invalid(problem.code, { detail: problem.detail })
  if (body === '') {
    await ctx.db
      .deleteFrom('dunning_text')
      .where('org_id', '=', ctx.orgId)
      .where('stage', '=', stage)
      .where('kind', '=', kind)
      .where('lang', '=', lang)
      .execute()
  } else {
    await ctx.db
      .insertInto('dunning_text')
      .values({ org_id: ctx.orgId, id: newId(ctx.now), stage, kind, lang, body })
      .onConflict((conflict) =>
        conflict.columns(['org_id', 'stage', 'kind', 'lang']).doUpdateSet((eb) => ({
          body,
          version: eb('dunning_text.version', '+', 1),
        })),
      )
      .execute()
  }
  await recordEvent(ctx, {
    kind: 'dunning.text',
    subject: { kind: 'dunning_text', id: ctx.orgId },
    summary: { stage, kind, lang, own: body !== '' },
  })
  return { ok: true as const }
}

async function ownTexts(ctx: ReadCtx): Promise<Map<string, string>> {
  const rows = await ctx.db
    .selectFrom('dunning_text')
    .select(['stage', 'kind', 'lang', 'body'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map((row) => [keyOf(row as TextKey), row.body]))
}

type TextKey = { stage: StageCode; kind: TextKind; lang: DocumentLanguage }
const keyOf = ({ stage, kind, lang }: TextKey) => `${stage} ${kind} ${lang}`
