import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { dealsText } from '../../../text/web/deals.ts'
import { CustomFilter } from '../../parts/custom-filter.tsx'
import { usePeople } from '../../parts/pickers.tsx'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { DealBoard } from './board.tsx'
import { CreateDealDrawer } from './deal-form.tsx'
import { DealList } from './deal-list.tsx'
import './deals.css'

export function DealsPage() {
  const t = useText(dealsText)
  const may = useMay()
  const asOf = useAsOf()
  const { values } = useUrl()
  const [creating, setCreating] = useState(false)
  const asList = values.view === 'list'
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
      ) : (
        <DealBoard onCreate={() => setCreating(true)} />
      )}
      <CreateDealDrawer open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function Filters({ asList }: { asList: boolean }) {
  const t = useText(dealsText)
  const people = usePeople()
  const { values, set } = useUrl()
  return (
    <FilterBar>
      <UrlTabs
        name="view"
        fallback="board"
        options={[
          { value: 'board', label: t('board') },
          { value: 'list', label: t('list') },
        ]}
      />
      {asList && <UrlSearch label={t('search')} />}
      {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
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
          <CustomFilter record="deal" />
        </>
      )}
    </FilterBar>
  )
}
