import { App } from 'antd'
import { listRuleReviews, startRuleReviews } from '../../../api/rule-reviews.ts'
import { ruleReviewText } from '../../../text/web/rule-review.ts'
import { fromUrl, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { useUrl } from '../../ui/url.tsx'
import { ReviewProposals } from './review-proposals.tsx'
import { ReviewRecords } from './review-records.tsx'
import './rules.css'

/** What the rules were worth, and what recent data proposes; nothing moves by itself (C110–C112 C135). */
export function RuleReviewPage() {
  const t = useText(ruleReviewText)
  const { values } = useUrl()
  const { message } = App.useApp()
  const found = useData(listRuleReviews, { query: fromUrl(listRuleReviews, values) })
  const start = useSend(startRuleReviews, {
    refresh: [listRuleReviews],
    onDone: ({ started }) => void message.info(t(started > 0 ? 'started' : 'startedNone', { n: started })),
  })
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note', { from: found.from, to: found.to })}
        back={{ href: paths.rules(), label: t('back') }}
        actions={
          <CanButton
            can={found.can['start']}
            loading={start.isPending}
            onClick={() => start.mutate({ body: {} })}
          >
            {t('startNow')}
          </CanButton>
        }
      />
      <ErrorNote error={start.error} />
      <ReviewProposals reviews={found.reviews} />
      <Panel
        title={t('records')}
        flush
        extra={
          <FilterBar>
            <UrlTabs
              name="span"
              fallback="month"
              options={(['month', 'quarter', 'year'] as const).map((value) => ({
                value,
                label: t(`span_${value}`),
              }))}
            />
          </FilterBar>
        }
      >
        <ReviewRecords rows={found.rows} />
      </Panel>
    </>
  )
}
