import { Select } from 'antd'
import { useState } from 'react'
import { getCustomer } from '../../../api/customers.ts'
import { getDeal, listDeals } from '../../../api/deals.ts'
import { listDepartments } from '../../../api/people.ts'
import { listPipelines } from '../../../api/settings.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../../../core/watch/subject.ts'
import { figuresText } from '../../../text/web/figures.ts'
import { useLater } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { CustomerPick } from '../../parts/pickers-later.tsx'
import { useSettled } from '../../parts/settled.ts'
import { useLanguage, useText } from '../../ui/language.tsx'
import { type UrlValues, useUrl } from '../../ui/url.tsx'

/** Kinds that can be looked for here; others are reached from their own pages. */
const CHOSEN: readonly SubjectKind[] = ['org', 'team', 'rep', 'stage', 'customer', 'deal']

export function kindOf(values: UrlValues): SubjectKind {
  return SUBJECT_KINDS.find((kind) => kind === values['kind']) ?? 'org'
}

/** Of which kind, and which one; both stand in the URL. */
export function SubjectPick() {
  const t = useText(figuresText)
  const { values, set } = useUrl()
  const kind = kindOf(values)
  const kinds = CHOSEN.includes(kind) ? CHOSEN : [...CHOSEN, kind]
  const pick = (subject: string | null) => set({ subject: subject ?? undefined })
  return (
    <>
      <Select<SubjectKind>
        value={kind}
        aria-label={t('kind')}
        className="bw-filter-select"
        popupMatchSelectWidth={false}
        options={kinds.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
        onChange={(next) => set({ kind: next, subject: undefined, metric: undefined, day: undefined })}
      />
      {kind === 'team' && <TeamPick value={values['subject']} onChange={pick} />}
      {kind === 'rep' && <RepPick value={values['subject']} onChange={pick} />}
      {kind === 'stage' && <StagePick value={values['subject']} onChange={pick} />}
      {kind === 'customer' && <OneCustomer value={values['subject']} onChange={pick} />}
      {kind === 'deal' && <DealPick value={values['subject']} onChange={pick} />}
    </>
  )
}

type PickProps = { value: string | undefined; onChange: (id: string | null) => void }

function OneOf({
  value,
  onChange,
  label,
  options,
}: PickProps & { label: string; options: { value: string; label: string }[] }) {
  return (
    <Select
      value={value ?? null}
      placeholder={label}
      aria-label={label}
      options={options}
      className="bw-filter-select"
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={onChange}
    />
  )
}

function TeamPick(props: PickProps) {
  const t = useText(figuresText)
  const teams = useLater(listDepartments).data?.items ?? []
  return (
    <OneOf
      {...props}
      label={t('pickTeam')}
      options={teams.map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}

function RepPick(props: PickProps) {
  const t = useText(figuresText)
  return <OneOf {...props} label={t('pickRep')} options={usePeople()} />
}

function StagePick(props: PickProps) {
  const t = useText(figuresText)
  const { language } = useLanguage()
  const pipelines = useLater(listPipelines).data?.items ?? []
  const options = pipelines.flatMap((pipeline) =>
    pipeline.stages
      .filter(({ kind }) => kind === 'open')
      .map((stage) => {
        const name = language === 'en' ? stage.nameEn || stage.name : stage.name
        return { value: stage.id, label: pipelines.length > 1 ? `${name} · ${pipeline.name}` : name }
      }),
  )
  return <OneOf {...props} label={t('pickStage')} options={options} />
}

function OneCustomer({ value, onChange }: PickProps) {
  const { data } = useLater(getCustomer, { params: { id: value ?? '' }, enabled: value !== undefined })
  return (
    <div className="bw-filter-search">
      <CustomerPick
        value={value}
        onChange={onChange}
        known={data ? { id: data.id, name: data.name } : undefined}
      />
    </div>
  )
}

function DealPick({ value, onChange }: PickProps) {
  const t = useText(figuresText)
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim(), 250)
  const found = useLater(listDeals, { query: { q, size: 20, page: 1 }, enabled: q !== '' }).data?.items ?? []
  const chosen = useLater(getDeal, { params: { id: value ?? '' }, enabled: value !== undefined }).data
  const options = [...(chosen && !found.some(({ id }) => id === chosen.id) ? [chosen] : []), ...found]
  return (
    <Select
      value={value ?? null}
      placeholder={t('pickDeal')}
      aria-label={t('pickDeal')}
      className="bw-filter-search"
      options={options.map(({ id, title }) => ({ value: id, label: title }))}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      onChange={(next) => {
        setTyped('')
        onChange(next)
      }}
    />
  )
}
