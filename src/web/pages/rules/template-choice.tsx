import { Button } from 'antd'
import { listRuleTemplates } from '../../../api/rule-templates.ts'
import { listRules } from '../../../api/rules.ts'
import { TRADES } from '../../../core/deal/pipeline-templates.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { ruleTemplatesText } from '../../../text/web/rule-templates.ts'
import { startText } from '../../../text/web/start.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Severity } from '../../ui/severity.tsx'
import { useGo } from '../../ui/url.tsx'
import { VerdictTag } from './verdict-tag.tsx'

type Template = ReplyOf<typeof listRuleTemplates>['items'][number]

/** Where a rule of one's own begins: by trade, one's own first, or with nothing. */
export function TemplateChoice({ gone = false }: { gone?: boolean }) {
  const t = useText(ruleTemplatesText)
  const editor = useText(ruleEditorText)
  const trades = useText(startText)
  const go = useGo()
  const { trade: own, items } = useData(listRuleTemplates)
  const { rows } = useData(listRules)
  const there = new Set(rows.map(({ title }) => title.zh))
  const order = [...TRADES].sort((a, b) => Number(b === own) - Number(a === own))
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        back={{ href: paths.rules(), label: editor('back') }}
        actions={<Button onClick={() => go(paths.newRule({ begin: 'blank' }))}>{t('blank')}</Button>}
      />
      {gone && (
        <p className="bw-danger" role="alert">
          {t('none')}
        </p>
      )}
      <p className="bw-rule-note bw-templates-note">{t('measuredNote')}</p>
      {order.map((trade) => (
        <section key={trade} className="bw-rules">
          <h2>
            {trades(trade)} {trade === own && <span className="bw-tag bw-tag-accent">{t('own')}</span>}
          </h2>
          <div className="bw-rules-grid">
            {items
              .filter((one) => one.trade === trade)
              .map((one) => (
                <TemplateCard key={one.spec.code} template={one} isThere={there.has(one.spec.title.zh)} />
              ))}
          </div>
        </section>
      ))}
    </>
  )
}

function TemplateCard({ template, isThere }: { template: Template; isThere: boolean }) {
  const t = useText(ruleTemplatesText)
  const both = useBoth()
  const go = useGo()
  const { spec, why, record } = template
  const outcome = both(record.outcomeText)
  return (
    <article className="bw-rule">
      <div className="bw-rule-top">
        <h3>
          <Severity level={spec.severity} plain /> {both(spec.title)}
        </h3>
        {isThere && <span className="bw-tag">{t('there')}</span>}
      </div>
      <p className="bw-rule-sentence">{both(why)}</p>
      <div className="bw-rule-record">
        <span>
          <strong>{t('measured')}</strong> {both(record.sentence)}{' '}
          <VerdictTag verdict={record.verdict} lift={record.lift} />
        </span>
        {record.verdict !== 'useful' && <span>{both(record.verdictText)}</span>}
        <span>
          {outcome && `${t('against', { outcome })} · `}
          {t('load', { n: record.perWeekPerPerson.toFixed(2) })}
        </span>
      </div>
      <div className="bw-row">
        <Button
          aria-label={`${t('use')} ${both(spec.title)}`}
          onClick={() => go(paths.newRule({ template: spec.code }))}
        >
          {t('use')}
        </Button>
      </div>
    </article>
  )
}
