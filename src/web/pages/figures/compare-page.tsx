import { PrinterOutlined } from '@ant-design/icons'
import { Button, Spin } from 'antd'
import { useState } from 'react'
import { exportComparison, getComparison } from '../../../api/periods.ts'
import { periodsText } from '../../../text/web/periods.ts'
import { CallError, fromUrl, urlOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { useComparedColumns } from './compare-columns.tsx'
import { PairChoice } from './compare-pair.tsx'
import type { AskedRows, Comparison } from './compared.ts'
import './compare.css'

const Rows = later(async () => (await import('./compare-rows.tsx')).ComparedRows)
const MoreFigures = later(async () => (await import('./compare-figures.tsx')).MoreFigures)
const SubjectChoice = later(async () => (await import('./compare-subject.tsx')).SubjectChoice)

/** Two periods beside each other, with what chance could make of the difference (C170). */
export function ComparePage() {
  const t = useText(periodsText)
  const { values } = useUrl()
  const basis = values['basis'] === 'known' ? 'known' : 'business'
  const { data, error, isLoading } = useLater(getComparison, { query: fromUrl(getComparison, values) })
  return (
    <div className="bw-compare">
      <LookingBackBanner reading={basis} />
      <PageHead
        title={t('title')}
        note={t('note')}
        back={{ href: paths.figures(), label: t('figures') }}
        actions={
          <>
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t('print')}
            </Button>
            <AsOfPicker />
          </>
        }
      />
      {error && <Refused error={error as CallError} />}
      <FilterBar>
        {data && <SubjectChoice subject={data.subject} />}
        {data && <PairChoice data={data} />}
        <UrlTabs
          name="basis"
          fallback="business"
          options={(['business', 'known'] as const).map((value) => ({ value, label: t(value) }))}
        />
        {data && <MoreFigures data={data} />}
      </FilterBar>
      {isLoading && <Spin tip={t('loading')} fullscreen={false} />}
      {data && <Compared data={data} />}
    </div>
  )
}

function Refused({ error }: { error: CallError }) {
  const t = useText(periodsText)
  if (error instanceof CallError && (error.status === 403 || error.status === 404))
    return <EmptyState title={t('foreign')} text={t('foreignText')} />
  return <ErrorNote error={error} />
}

function Compared({ data }: { data: Comparison }) {
  const t = useText(periodsText)
  const may = useMay()
  const { values } = useUrl()
  const [asked, setAsked] = useState<AskedRows | null>(null)
  const columns = useComparedColumns(data, setAsked)
  const { a, b, basis } = data
  return (
    <>
      <Panel title={t('table', { a: `${a.from} ~ ${a.to}`, b: `${b.from} ~ ${b.to}` })} flush>
        <DataTable
          columns={columns}
          rows={data.figures}
          rowKey={(row) => row.metric}
          exportHref={
            may('export.run')
              ? urlOf(exportComparison, { query: fromUrl(exportComparison, values) })
              : undefined
          }
          empty={<EmptyState title={t('none')} text={t('noneText')} />}
        />
      </Panel>
      <div className="bw-compare-notes bw-muted">
        {b.to === data.asOf && <p>{t('running')}</p>}
        <p>{t(`basisNote_${basis}`)}</p>
        <p>{t('chanceNote')}</p>
      </div>
      {asked && <Rows data={data} asked={asked} onClose={() => setAsked(null)} />}
    </>
  )
}
