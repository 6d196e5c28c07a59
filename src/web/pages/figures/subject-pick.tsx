import { Select } from 'antd'
import { useState } from 'react'
import { getCustomer } from '../../../api/customers.ts'
import { getDeal, listDeals } from '../../../api/deals.ts'
import { listDepartments } from '../../../api/people.ts'
import { listPipelines } from '../../../api/settings.ts'
import { seesWholeCompany } from '../../../core/permission.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../../../core/watch/subject.ts'
import { figuresText } from '../../../text/web/figures.ts'
import { useLater } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { CustomerPick } from '../../parts/pickers-later.tsx'
import { useSettled } from '../../parts/settled.ts'
import { useSession } from '../../session.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'

/** Kinds that can be looked for here; others are reached from their own pages. */
const CHOSEN: readonly SubjectKind[] = ['org', 'team', 'rep', 'stage', 'customer', 'deal']

/**
 * Of which kind and which one, as the URL says; without it the company for those who see all of it, a
 * salesperson's own figures, and for everybody else a team to be chosen.
 */
export function useSubject(): { kind: SubjectKind; subjectId: string | undefined } {
  const { values } = useUrl()
  const { user, org } = useSession()
  const usual = seesWholeCompany(user.roles) ? 'org' : user.roles.includes('rep') ? 'rep' : 'team'
  const kind = SUBJECT_KINDS.find((one) => one === values['kind']) ?? usual
  if (kind === 'org') return { kind, subjectId: org.id }
  const own = kind === 'rep' && user.roles.includes('rep') ? user.id : undefined
  return { kind, subjectId: values['subject'] ?? own }
}

/** Of which kind, and which one; both stand in the URL. */
export function SubjectPick() {
  const t = useText(figuresText)
  const { set } = useUrl()
  const { user } = useSession()
  const { kind, subjectId } = useSubject()
  const open = seesWholeCompany(user.roles) ? CHOSEN : CHOSEN.filter((one) => one !== 'org')
  const kinds = open.includes(kind) ? open : [...open, kind]
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
      {kind === 'team' && <TeamPick value={subjectId} onChange={pick} />}
      {kind === 'rep' && <RepPick value={subjectId} onChange={pick} />}
      {kind === 'stage' && <StagePick value={subjectId} onChange={pick} />}
      {kind === 'customer' && <OneCustomer value={subjectId} onChange={pick} />}
      {kind === 'deal' && <DealPick value={subjectId} onChange={pick} />}
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
