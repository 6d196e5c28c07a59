import { Form, Input, InputNumber, Segmented, Select } from 'antd'
import type { getCreditPolicy } from '../../../api/credit.ts'
import { listArticles } from '../../../api/knowledge.ts'
import { DOCUMENT_KINDS, DOCUMENT_MODES } from '../../../core/credit/document.ts'
import { GRADES } from '../../../core/credit/scale.ts'
import { creditText } from '../../../text/web/credit.ts'
import { documentsText } from '../../../text/web/credit-documents.ts'
import { termsText } from '../../../text/web/credit-terms.ts'
import { termPolicyText } from '../../../text/web/term-policy.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'

type Versions = NonNullable<ReplyOf<typeof getCreditPolicy>['policy']['gradeTerms']>
type Terms = Versions[number]['of']
export type TermsFields = { from: string; of: Terms; note?: string; articleId?: string | null }

const NONE: Terms = Object.fromEntries(
  GRADES.map((grade) => [grade, { termDays: null, prepayBp: 0 }]),
) as Terms
const scaled = (of: Terms, by: (bp: number) => number): Terms =>
  Object.fromEntries(
    GRADES.map((grade) => [grade, { ...of[grade], prepayBp: by(of[grade].prepayBp) }]),
  ) as Terms

/** What is in the form at first: the last version, to begin today if anything is changed. */
export function termsFields(versions: Versions, today: string): TermsFields {
  const last = versions.at(-1)
  const { note = '', articleId = null } = last ?? {}
  // One that has not begun is corrected, not brought forward.
  const from = last && last.from > today ? last.from : today
  return { from, of: scaled(last?.of ?? NONE, (bp) => bp / 100), note, articleId }
}

/** The versions to save: another one only where something was changed. */
export function versionsOf(known: Versions, { from, of, note, articleId }: TermsFields): Versions {
  const wished = scaled(of, (percent) => Math.round((percent ?? 0) * 100))
  const text = (terms: Terms) =>
    JSON.stringify(GRADES.map((grade) => [terms[grade].termDays ?? null, terms[grade].prepayBp]))
  const last = known.at(-1)
  const words = { ...(note?.trim() ? { note } : {}), ...(articleId ? { articleId } : {}) }
  const isSaid =
    (last?.note ?? '') === (words.note ?? '') && (last?.articleId ?? '') === (words.articleId ?? '')
  if (isSaid && text(last?.of ?? NONE) === text(wished)) return known
  return [...known.filter((one) => one.from !== from), { from, of: wished, ...words }]
}

/** Term and share in advance of every grade, with the versions there were (C019 C020). */
export function PolicyTerms({ versions, today }: { versions: Versions; today: string }) {
  const t = useText(termsText)
  const p = useText(termPolicyText)
  const may = useMay()
  const { data: articles } = useLater(listArticles, { query: { size: 200 }, enabled: may('article.read') })
  return (
    <>
      <h3 className="biz-drawer-title">{t('title')}</h3>
      <p className="bw-soft biz-hint">{t('note')}</p>
      {GRADES.map((grade) => (
        <div key={grade} className="biz-pair">
          <Form.Item name={['terms', 'of', grade, 'termDays']} label={t('termDays', { grade })}>
            <InputNumber min={0} max={3650} precision={0} />
          </Form.Item>
          <Form.Item name={['terms', 'of', grade, 'prepayBp']} label={t('prepay', { grade })}>
            <InputNumber min={0} max={100} precision={2} suffix="%" />
          </Form.Item>
        </div>
      ))}
      <Form.Item name={['terms', 'from']} label={t('from')} extra={t('fromHint')}>
        <DayInput from={today} clearable={false} label={t('from')} />
      </Form.Item>
      <Form.Item name={['terms', 'note']} label={p('editNote')}>
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 2 }} placeholder={p('editNoteHint')} />
      </Form.Item>
      {articles && (
        <Form.Item name={['terms', 'articleId']} label={p('editArticle')}>
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            options={articles.items.map(({ id, title }) => ({ value: id, label: title }))}
          />
        </Form.Item>
      )}
      {versions.length > 0 && (
        <ul className="biz-outlooks">
          {versions.map((one) => (
            <VersionLine key={one.from} version={one} />
          ))}
        </ul>
      )}
    </>
  )
}

/** Which papers a customer must have, and what it means when one is lacking (C012). */
export function PolicyDocuments() {
  const t = useText(documentsText)
  return (
    <>
      <h3 className="biz-drawer-title">{t('policy')}</h3>
      <p className="bw-soft biz-hint">{t('policyNote')}</p>
      <Form.Item name={['documents', 'required']} label={t('required')}>
        <Select
          mode="multiple"
          options={DOCUMENT_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
        />
      </Form.Item>
      <Form.Item name={['documents', 'mode']} label={t('mode')}>
        <Segmented options={DOCUMENT_MODES.map((mode) => ({ value: mode, label: t(`mode_${mode}`) }))} />
      </Form.Item>
    </>
  )
}

const SHARES = ['worthBp', 'concentrationBp', 'newPrepayBp'] as const
const SHARE_WORDS = { worthBp: 'worth', concentrationBp: 'concentration', newPrepayBp: 'newPrepay' } as const

/**
 * What suggested limits are reckoned with, and how a new customer begins (methods §4.2); in percent. None may
 * be left blank: nought would be a bound that lets nobody have anything.
 */
export function PolicySuggest() {
  const t = useText(termsText)
  const c = useText(creditText)
  const rules = [{ required: true, message: c('required') }]
  return (
    <>
      <h3 className="biz-drawer-title">{t('suggestTitle')}</h3>
      <p className="bw-soft biz-hint">{t('suggestNote')}</p>
      {GRADES.map((grade) => (
        <Form.Item
          key={grade}
          name={['suggest', 'shareBp', grade]}
          label={t('shareOf', { grade })}
          rules={rules}
        >
          <InputNumber min={0} max={500} suffix="%" />
        </Form.Item>
      ))}
      {SHARES.map((name) => (
        <Form.Item key={name} name={['suggest', name]} label={t(SHARE_WORDS[name])} rules={rules}>
          <InputNumber min={0} max={100} suffix="%" />
        </Form.Item>
      ))}
      <Form.Item name={['suggest', 'newOnTime']} label={t('newOnTime')} rules={rules}>
        <InputNumber min={0} max={50} precision={0} />
      </Form.Item>
    </>
  )
}

type Suggest = NonNullable<ReplyOf<typeof getCreditPolicy>['policy']['suggest']>

export function suggestScaled(
  { shareBp, newOnTime, ...shares }: Suggest,
  by: (value: number) => number,
): Suggest {
  return {
    shareBp: Object.fromEntries(GRADES.map((grade) => [grade, by(shareBp[grade])])) as Suggest['shareBp'],
    newOnTime,
    worthBp: by(shares.worthBp),
    concentrationBp: by(shares.concentrationBp),
    newPrepayBp: by(shares.newPrepayBp),
  }
}

function VersionLine({ version }: { version: Versions[number] }) {
  const t = useText(termsText)
  const words = GRADES.map((grade) => {
    const { termDays, prepayBp } = version.of[grade]
    const term = termDays === null ? t('termAny') : t('termUpTo', { n: termDays })
    return t('versionGrade', { grade, term, share: `${prepayBp / 100}%` })
  })
  return <li className="bw-soft">{t('version', { from: version.from, words: words.join('；') })}</li>
}
