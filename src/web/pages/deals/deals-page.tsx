import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { listPipelines } from '../../../api/settings.ts'
import { dealPriorityText } from '../../../text/web/deal-priority.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { funnelText } from '../../../text/web/funnel.ts'
import { useLater } from '../../api.ts'
import { ColumnChoice } from '../../parts/list-columns.tsx'
import type { FieldOption } from '../../parts/list-fields.tsx'
import { FilterTags, ListFilter } from '../../parts/list-filter.tsx'
import { ListViews } from '../../parts/list-views.tsx'
import { usePeople } from '../../parts/people.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { DealBoard } from './board.tsx'
import { DealList } from './deal-list.tsx'
import { PriorityList } from './priority-list.tsx'
import './deals.css'
import { laterOpened } from '../../ui/later.tsx'
import { DealFunnel } from './funnel.tsx'
import { FunnelFilters, PassageTag } from './funnel-filters.tsx'

const CreateDealDrawer = laterOpened(async () => (await import('./deal-form.tsx')).CreateDealDrawer)

export function DealsPage() {
  const t = useText(dealsText)
  const may = useMay()
  const asOf = useAsOf()
  const { values } = useUrl()
  const [creating, setCreating] = useState(false)
  const asList = values.view === 'list'
  const asFunnel = values.view === 'funnel'
  return (
    <>
      <LookingBackBanner reading="business" />
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <AsOfPicker />
            {may('deal.write') && !asOf && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
                {t('create')}
              </Button>
            )}
          </>
        }
      />
      <Filters asList={asList} />
      {asList ? (
        <DealList onCreate={() => setCreating(true)} />
      ) : values.view === 'priority' ? (
        <PriorityList />
      ) : asFunnel ? (
        <DealFunnel />
      ) : (
        <DealBoard onCreate={() => setCreating(true)} />
      )}
      <CreateDealDrawer open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function Filters({ asList }: { asList: boolean }) {
  const t = useText(dealsText)
  const priority = useText(dealPriorityText)
  const tf = useText(funnelText)
  const people = usePeople()
  const { values, set } = useUrl()
  const stages = useStageOptions()
  const options = { responsible: people, stage: stages }
  return (
    <>
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="board"
          options={[
            { value: 'board', label: t('board') },
            { value: 'list', label: t('list') },
            { value: 'priority', label: priority('tab') },
            { value: 'funnel', label: tf('funnel') },
          ]}
        />
        {asList && <ListViews list="deal" />}
        {asList && <UrlSearch label={t('search')} />}
        {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
        {values.view === 'funnel' && <FunnelFilters />}
        {asList && (
          <>
            <UrlTabs
              name="outcome"
              fallback="open"
              options={(['open', 'won', 'lost', 'undated', 'all'] as const).map((value) => ({
                value,
                label: t(value),
              }))}
            />
            <Checkbox
              checked={values.stuckOnly === 'true'}
              onChange={(event) => set({ stuckOnly: event.target.checked ? 'true' : undefined })}
            >
              {t('stuckOnly')}
            </Checkbox>
            <ListFilter list="deal" options={options} />
            <ColumnChoice list="deal" />
          </>
        )}
      </FilterBar>
      {asList && <PassageTag />}
      {asList && <FilterTags list="deal" options={options} />}
    </>
  )
}

/** Stages of every pipeline; those of more than one carry its name. */
function useStageOptions(): FieldOption[] {
  const { language } = useLanguage()
  const { data } = useLater(listPipelines)
  const pipelines = data?.items ?? []
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => {
      const name = language === 'en' ? stage.nameEn || stage.name : stage.name
      return { value: stage.id, label: pipelines.length > 1 ? `${name} · ${pipeline.name}` : name }
    }),
  )
}
