import { Button } from 'antd'
import type { listCases } from '../../api/cases.ts'
import { draftFromCase } from '../../api/knowledge.ts'
import { casesText } from '../../text/web/cases.ts'
import { knowledgeText } from '../../text/web/knowledge.ts'
import { type ReplyOf, useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { Moment } from '../ui/day.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useBoth, useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { TextLink, useGo } from '../ui/url.tsx'
import './parts.css'

/** One lesson: what happened, why, what was done and what it brought; and the rule it could become. */
export function CaseCard({ row }: { row: ReplyOf<typeof listCases>['rows'][number] }) {
  const t = useText(casesText)
  const both = useBoth()
  const may = useMay()
  return (
    <article className="bw-case">
      <header className="bw-row bw-wrap">
        <strong>{both(row.ruleTitle)}</strong>
        <span className="bw-tag">{t(`cause_${row.cause}`)}</span>
        <span className="bw-tag">{t(`effect_${row.effect}`)}</span>
        {row.alert && row.alert.moneyFen > 0 && <Money fen={row.alert.moneyFen} short />}
      </header>
      <p className="bw-soft">
        {row.alert ? (
          <TextLink href={paths.alert(row.alert.id)}>
            {[row.alert.customer, row.alert.label]
              .filter((word, at, all) => word && all.indexOf(word) === at)
              .join(' · ')}
          </TextLink>
        ) : (
          t('hidden')
        )}
      </p>
      <p>{row.story}</p>
      <p>
        <span className="bw-muted">{t('measure')}：</span>
        {row.measure}
      </p>
      {row.effectNote && (
        <p>
          <span className="bw-muted">{t('effect')}：</span>
          {row.effectNote}
        </p>
      )}
      <footer className="bw-row bw-wrap bw-muted">
        <span>
          {t('by', { author: row.author })} <Moment at={row.recordedAt} />
        </span>
        {may('rule.write') && (
          <TextLink href={paths.newRule({ from: row.ruleCode })}>{t('propose')}</TextLink>
        )}
        {may('article.write') && <DraftArticle caseId={row.id} />}
      </footer>
    </article>
  )
}

/** The lesson as the draft of an article; a second click opens the one that is there. */
function DraftArticle({ caseId }: { caseId: string }) {
  const t = useText(knowledgeText)
  const go = useGo()
  const send = useSend(draftFromCase, { onDone: ({ id }) => go(paths.article(id)) })
  return (
    <>
      <Button
        type="link"
        size="small"
        loading={send.isPending}
        onClick={() => send.mutate({ params: { id: caseId } })}
      >
        {t('fromCase')}
      </Button>
      <ErrorNote error={send.error} />
    </>
  )
}
