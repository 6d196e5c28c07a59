import { Button } from 'antd'
import { getCheckup } from '../../../api/checkup.ts'
import { importErrorFilePath } from '../../../api/imports.ts'
import { importText } from '../../../text/web/import.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { Severity } from '../../ui/severity.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import './import.css'

type Checkup = NonNullable<ReplyOf<typeof getCheckup>['checkup']>
type Finding = Checkup['findings'][number]

/** Where the money is, in five sentences with customer names, right after the first import. */
export function CheckUpPage() {
  const t = useText(importText)
  const go = useGo()
  const may = useMay()
  const { values } = useUrl()
  const { checkup } = useData(getCheckup, { query: { id: values.id, batchId: values.batchId } })
  if (!checkup) {
    return (
      <>
        <PageHead title={t('checkUpTitle')} />
        <div className="bw-table-empty">
          <EmptyState
            title={t('checkUpNone')}
            text={t('checkUpNoneText')}
            action={
              <Button type="primary" onClick={() => go(paths.imports())}>
                {t('goImport')}
              </Button>
            }
          />
        </div>
      </>
    )
  }
  return (
    <article className="biz-checkup">
      <PageHead title={t('checkUpTitle')} note={t('checkUpNote', { day: checkup.asOf })} />
      <Summary checkup={checkup} />
      <h2 className="biz-section">{t('findingsTitle')}</h2>
      {checkup.findings.length === 0 && <p className="bw-soft">{t('findingsNone')}</p>}
      {checkup.findings.map((finding, index) => (
        <FindingBlock key={finding.code} finding={finding} n={index + 1} />
      ))}
      <p className="bw-soft biz-lead">{t('notAlerts')}</p>
      {may('rule.read') && <Button onClick={() => go(paths.rules())}>{t('switchOn')}</Button>}
    </article>
  )
}

function Summary({ checkup }: { checkup: Checkup }) {
  const t = useText(importText)
  const { batch } = checkup
  return (
    <Panel>
      <div className="biz-checkup-summary">
        <div>
          <p className="biz-checkup-big">
            {t('owedBy', { n: checkup.customers, amount: moneyText(checkup.open.amountFen) })}
          </p>
          {checkup.overdue.count > 0 && (
            <p className="bw-danger">
              {t('overdueOf', { amount: moneyText(checkup.overdue.amountFen), n: checkup.overdue.count })}
            </p>
          )}
        </div>
        {batch && (
          <div className="bw-soft">
            <p>{batch.fileName}</p>
            <p>
              {t('ourTotal')} <Money fen={batch.amountFen} />{' '}
              {batch.fileTotalFen !== null && (
                <>
                  {batch.agree ? '=' : '≠'} {t('yourTotal')} <Money fen={batch.fileTotalFen} />
                </>
              )}
            </p>
            {batch.bad > 0 && (
              <p>
                <span className="bw-danger">{t('badRows', { n: batch.bad })}</span>{' '}
                {batch.hasErrorFile && (
                  <a href={importErrorFilePath(batch.id)} download>
                    {t('errorFile')}
                  </a>
                )}
              </p>
            )}
            {checkup.historyFrom && <p>{t('historyFrom', { day: checkup.historyFrom })}</p>}
          </div>
        )}
      </div>
    </Panel>
  )
}

function FindingBlock({ finding, n }: { finding: Finding; n: number }) {
  const t = useText(importText)
  const both = useBoth()
  return (
    <section className="biz-finding" data-severity={finding.severity}>
      <header>
        <span className="biz-finding-n" aria-hidden>
          {n}
        </span>
        <div>
          <h3>
            {both(finding.title)} <Severity level={finding.severity} />
          </h3>
          <p>{both(finding.sentence)}</p>
        </div>
        <strong className="biz-finding-money">
          <Money fen={finding.amountFen} short />
        </strong>
      </header>
      <ul>
        {finding.subjects.map((subject) => (
          <li key={`${subject.customerId ?? ''} ${subject.name}`}>
            <span className="biz-finding-who">
              {subject.customerId ? (
                <TextLink href={paths.customer(subject.customerId)}>{subject.name}</TextLink>
              ) : (
                subject.name
              )}
              <span className="bw-soft">{both(subject.note)}</span>
            </span>
            <Money fen={subject.amountFen} short />
            {subject.wouldHaveOpenedOn && (
              <span className="biz-would">
                {subject.leadDays !== null && subject.leadDays > 0
                  ? t('wouldHaveLead', { day: subject.wouldHaveOpenedOn, n: subject.leadDays })
                  : t('wouldHave', { day: subject.wouldHaveOpenedOn })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {finding.count > finding.subjects.length && (
        <p className="bw-muted">{t('moreSubjects', { n: finding.count - finding.subjects.length })}</p>
      )}
    </section>
  )
}
