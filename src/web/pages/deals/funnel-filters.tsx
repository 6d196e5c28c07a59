import { Tag } from 'antd'
import { conversion } from '../../../api/deals.ts'
import { listDepartments } from '../../../api/people.ts'
import { listPipelines } from '../../../api/settings.ts'
import { readPassage } from '../../../core/deal/passage.ts'
import { funnelText } from '../../../text/web/funnel.ts'
import { useData, useLater } from '../../api.ts'
import { UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'
import { conversionQuery, FUNNEL_DAYS } from './queries.ts'

/** By team, product, pipeline and how far back; the responsible person is asked beside the board as well. */
export function FunnelFilters() {
  const t = useText(funnelText)
  const { values } = useUrl()
  const teams = useLater(listDepartments).data?.items ?? []
  const pipelines = useLater(listPipelines).data?.items ?? []
  const { products } = useData(conversion, { query: conversionQuery(values) })
  return (
    <>
      {teams.length > 1 && (
        <UrlSelect
          name="teamId"
          label={t('team')}
          options={teams.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      {products.length > 0 && (
        <UrlSelect
          name="product"
          label={t('product')}
          options={products.map((product) => ({ value: product, label: product }))}
        />
      )}
      {pipelines.length > 1 && (
        <UrlSelect
          name="pipelineId"
          label={t('pipeline')}
          options={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <UrlTabs
        name="days"
        fallback={String(FUNNEL_DAYS[1])}
        options={FUNNEL_DAYS.map((n) => ({ value: String(n), label: t('days', { n }) }))}
      />
    </>
  )
}

/** Says that the list shows the deals of one number of the funnel, and takes that away again. */
export function PassageTag() {
  const t = useText(funnelText)
  const { language } = useLanguage()
  const { values, set } = useUrl()
  const { data } = useLater(listPipelines)
  const asked = readPassage(values['passage'] ?? '')
  if (!asked) return null
  const words = () => {
    const fate = t(`fate_${asked.fate}`)
    if (asked.of === 'month')
      return t(asked.fate === 'signed' ? 'shownSigned' : 'shownMonth', { month: asked.month, fate })
    const stages = (data?.items ?? []).flatMap((pipeline) => pipeline.stages)
    const found = stages.find(({ id }) => id === asked.stageId)
    const stage = (language === 'en' ? found?.nameEn : found?.name) || found?.name || t('someStage')
    return t(asked.fate === 'standing' ? 'shownStanding' : 'shownStage', { stage, fate, n: asked.days })
  }
  return (
    <Tag closable color="processing" onClose={() => set({ passage: undefined })}>
      {words()}
    </Tag>
  )
}
