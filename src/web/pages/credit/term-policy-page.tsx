import { Button } from 'antd'
import { useState } from 'react'
import { termPolicy } from '../../../api/term-policy.ts'
import { GRADES } from '../../../core/credit/scale.ts'
import { termPolicyText } from '../../../text/web/term-policy.ts'
import { fromUrl, type ReplyOf, useData } from '../../api.ts'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { GradeTag } from '../../ui/grade.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import './credit.css'
import { TermDeviations } from './term-deviations.tsx'
import { shareText } from './term-words.ts'

const PolicyDrawer = laterOpened(async () => (await import('./policy-drawer.tsx')).PolicyDrawer)

type Version = NonNullable<ReplyOf<typeof termPolicy>['inForce']>

/** The term policy as a document with its versions, and what departs from it (C030). */
export function TermPolicyPage() {
  const t = useText(termPolicyText)
  const may = useMay()
  const { values } = useUrl()
  const [editing, setEditing] = useState(false)
  const { asOf, inForce, versions } = useData(termPolicy, { query: fromUrl(termPolicy, values) })
  const edit = may('credit.policy') && !values.asOf && (
    <Button type={inForce ? 'default' : 'primary'} onClick={() => setEditing(true)}>
      {t('edit')}
    </Button>
  )
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        back={{ href: paths.credit(), label: t('back') }}
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <AsOfPicker />
            {inForce && edit}
          </>
        }
      />
      {versions.length === 0 ? (
        <EmptyState title={t('noVersion')} text={t('noVersionText')} action={edit} />
      ) : (
        <div className="bw-stack">
          {inForce && <InForce version={inForce} />}
          <Versions versions={versions} asOf={asOf} inForce={inForce} />
          {inForce && <TermDeviations />}
        </div>
      )}
      <PolicyDrawer open={editing} onClose={() => setEditing(false)} />
    </>
  )
}

type GradeRow = { grade: (typeof GRADES)[number] } & Version['of']['A']

function InForce({ version }: { version: Version }) {
  const t = useText(termPolicyText)
  const may = useMay()
  const columns: Column<GradeRow>[] = [
    { key: 'grade', title: t('grade'), card: 'title', cell: ({ grade }) => <GradeTag grade={grade} /> },
    {
      key: 'term',
      title: t('term'),
      cell: ({ termDays }) => (termDays === null ? t('any') : t('days', { n: termDays })),
    },
    { key: 'share', title: t('share'), cell: ({ prepayBp }) => shareText(prepayBp) },
  ]
  return (
    <Panel
      title={t('inForce', { from: version.from })}
      extra={
        version.articleId &&
        may('article.read') && <TextLink href={paths.article(version.articleId)}>{t('article')}</TextLink>
      }
    >
      {version.note && <p className="biz-term-note">{version.note}</p>}
      <DataTable
        columns={columns}
        rows={GRADES.map((grade) => ({ grade, ...version.of[grade] }))}
        rowKey={({ grade }) => grade}
        empty={null}
      />
    </Panel>
  )
}

type Versions = { versions: readonly Version[]; asOf: string; inForce: Version | null }

function Versions({ versions, asOf, inForce }: Versions) {
  const t = useText(termPolicyText)
  const others = versions.filter(({ from }) => from !== inForce?.from)
  if (others.length === 0) return null
  return (
    <Panel title={t('versions')}>
      <ul className="biz-steps">
        {others.toReversed().map((one) => (
          <li key={one.from}>
            <strong>{t('version', { from: one.from })}</strong>{' '}
            {one.from > asOf && <span className="bw-tag bw-tag-accent">{t('later')}</span>}{' '}
            <span className="bw-soft">
              {GRADES.map((grade) => {
                const { termDays, prepayBp } = one.of[grade]
                const term = termDays === null ? t('any') : t('days', { n: termDays })
                return `${grade} ${term}${prepayBp > 0 ? ` / ${shareText(prepayBp)}` : ''}`
              }).join(' · ')}
            </span>
            {one.note && <div className="biz-term-note bw-muted">{one.note}</div>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
