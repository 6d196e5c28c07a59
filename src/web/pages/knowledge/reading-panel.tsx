import { App } from 'antd'
import { articleReaders, getArticle, remindReaders } from '../../../api/knowledge.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import type { Article } from './queries.ts'

/** Who of one's people has read it, and who is still to. */
export function ReadingPanel({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const { message } = App.useApp()
  const { data } = useLater(articleReaders, {
    params: { id: article.id },
    enabled: article.readings !== null,
  })
  const remind = useSend(remindReaders, {
    refresh: [articleReaders, getArticle],
    onDone: ({ reminded }) =>
      void message.success(reminded > 0 ? t('reminded', { n: reminded }) : t('remindNobody')),
  })
  if (article.readings === null) return null
  const { asked, confirmed } = article.readings
  return (
    <Panel
      title={t('reading')}
      extra={
        confirmed < asked && (
          <CanButton
            size="small"
            can={article.can.remind}
            loading={remind.isPending}
            onClick={() => remind.mutate({ params: { id: article.id } })}
          >
            {t('remind')}
          </CanButton>
        )
      }
    >
      <p>
        <strong>{t('readingOf', { done: confirmed, all: asked })}</strong>{' '}
        <span className="bw-muted">{t('readingOfYours')}</span>
      </p>
      <ErrorNote error={remind.error} />
      <ul className="biz-articles">
        {(data?.rows ?? []).map((row) => (
          <li key={row.person.id} className="bw-row bw-wrap">
            <Person name={row.person.name} />
            <span className="bw-muted">{row.department}</span>
            <span className={row.isConfirmed ? 'bw-good' : 'bw-warn'}>
              {t(row.isConfirmed ? 'confirmed' : 'notYet')}
            </span>
            {row.number !== null && (
              <span className="bw-muted">
                {t('readVersion', { n: row.number })} <Moment at={row.at} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
