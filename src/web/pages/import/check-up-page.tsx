import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { getCheckup, makeCheckup } from '../../../api/checkup.ts'
import { downloadErrorFile } from '../../../api/imports.ts'
import { seesWholeCompany } from '../../../core/permission.ts'
import { importText } from '../../../text/web/import.ts'
import { queryOf, type ReplyOf, urlOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay, useSession } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { Severity } from '../../ui/severity.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import './import.css'

type Checkup = NonNullable<ReplyOf<typeof getCheckup>['checkup']>
type Finding = Checkup['findings'][number]
type Subject = Finding['subjects'][number]

/** A warning of a few days is nothing to put on top of the page. */
const WORTH_TELLING_DAYS = 7

/** Where the money is, in five sentences with customer names, right after the first import. */
export function CheckUpPage() {
  const t = useText(importText)
  const go = useGo()
  const may = useMay()
  const { values } = useUrl()
  const { checkup } = useData(getCheckup, { query: { id: values.id, batchId: values.batchId } })
  if (!checkup) return <NoCheckUp />
  return (
    <article className="biz-checkup">
      <PageHead
        title={t('checkUpTitle')}
        note={t('checkUpNote', { day: checkup.asOf })}
        actions={<MakeAnother than={checkup.id} />}
      />
      <Summary checkup={checkup} />
      <Best findings={checkup.findings} />
      <h2 className="biz-section">{t('findingsTitle')}</h2>
      {checkup.findings.length === 0 && <p className="bw-soft">{t('findingsNone')}</p>}
      {checkup.findings.map((finding, index) => (
        <FindingBlock key={finding.code} finding={finding} n={index + 1} />
      ))}
      {checkup.batch && <p className="bw-soft biz-lead">{t('notAlerts')}</p>}
      {may('rule.read') && <Button onClick={() => go(paths.rules())}>{t('switchOn')}</Button>}
    </article>
  )
}

function NoCheckUp() {
  const t = useText(importText)
  const go = useGo()
  const { user } = useSession()
  const isTheirs = seesWholeCompany(user.roles)
  return (
    <>
      <PageHead title={t('checkUpTitle')} />
      <div className="bw-table-empty">
        <EmptyState
          title={t(isTheirs ? 'checkUpNone' : 'checkUpOthers')}
          text={t(isTheirs ? 'checkUpNoneText' : 'checkUpOthersText')}
          action={
            <div className="bw-row bw-wrap">
              <Button type="primary" onClick={() => go(paths.imports())}>
                {t('goImport')}
              </Button>
              <MakeAnother than={null} />
            </div>
          }
        />
      </div>
    </>
  )
}

const POLL_MS = 1000

/** Asks for a new one and shows it once it is written; the one on the screen stays until then. */
function MakeAnother({ than }: { than: string | null }) {
  const t = useText(importText)
  const go = useGo()
  const [waiting, setWaiting] = useState(false)
  const { user } = useSession()
  const make = useSend(makeCheckup, { refresh: [], onDone: () => setWaiting(true) })
  const { data } = useQuery({
    ...queryOf(getCheckup),
    enabled: waiting,
    refetchInterval: waiting ? POLL_MS : false,
  })
  const newest = data?.checkup?.id
  useEffect(() => {
    if (!waiting || newest === undefined || newest === than) return
    setWaiting(false)
    go(paths.checkUp({ id: newest }))
  }, [waiting, newest, than, go])
  if (!seesWholeCompany(user.roles)) return null
  return (
    <>
      <Button loading={waiting || make.isPending} onClick={() => make.mutate({ body: {} })}>
        {t('checkUpAgain')}
      </Button>
      <ErrorNote error={make.error} />
    </>
  )
}

/** The one line to remember: the largest sum that somebody would have been told about weeks before. */
function Best({ findings }: { findings: readonly Finding[] }) {
  const t = useText(importText)
  const both = useBoth()
  const early = findings
    .flatMap(({ subjects }) => subjects)
    .filter((subject) => (subject.leadDays ?? 0) >= WORTH_TELLING_DAYS && subject.amountFen > 0)
  const best = early.reduce<Subject | null>(
    (top, subject) => (top === null || subject.amountFen > top.amountFen ? subject : top),
    null,
  )
  if (!best?.told) return null
  return (
    <p className="biz-best">
      <strong>
        {t('bestLead', { name: best.name, amount: moneyText(best.amountFen), n: best.leadDays ?? 0 })}
      </strong>
      <span>{both(best.told)}</span>
    </p>
  )
}

function Summary({ checkup }: { checkup: Checkup }) {
  const t = useText(importText)
  const { batch, open, overdue, deals } = checkup
  return (
    <Panel>
      <div className="biz-checkup-summary">
        <div>
          {open.count > 0 && (
            <p className="biz-checkup-big">
              {t('owedBy', { n: checkup.customers, amount: moneyText(open.amountFen) })}
            </p>
          )}
          {overdue.count > 0 && (
            <p className="bw-danger">
              {t('overdueOf', { amount: moneyText(overdue.amountFen), n: overdue.count })}
            </p>
          )}
          {open.count === 0 && deals.count === 0 && <p className="biz-checkup-big">{t('nothingOpen')}</p>}
          {deals.count > 0 && (
            <p className={open.count > 0 ? 'bw-soft' : 'biz-checkup-big'}>
              {t('dealsOpen', { n: deals.count, amount: moneyText(deals.amountFen) })}
            </p>
          )}
          {checkup.historyFrom && <p className="bw-soft">{t('historyFrom', { day: checkup.historyFrom })}</p>}
        </div>
        {batch && <BatchFacts batch={batch} />}
      </div>
    </Panel>
  )
}

function BatchFacts({ batch }: { batch: NonNullable<Checkup['batch']> }) {
  const t = useText(importText)
  return (
    <div className="bw-soft">
      <p>{batch.fileName}</p>
      {batch.amountFen > 0 && (
        <p>
          {t('ourTotal')} <Money fen={batch.amountFen} />{' '}
          {batch.fileTotalFen !== null && (
            <span className={batch.agree ? 'bw-good' : 'bw-danger'}>
              {batch.agree ? '=' : '≠'} {t('yourTotal')} <Money fen={batch.fileTotalFen} />
            </span>
          )}
        </p>
      )}
      {batch.undated > 0 && <p>{t('undatedNote', { n: batch.undated })}</p>}
      {batch.bad > 0 && (
        <p>
          <span className="bw-danger">{t('badRows', { n: batch.bad })}</span>{' '}
          {batch.hasErrorFile && (
            <a href={urlOf(downloadErrorFile, { params: { id: batch.id } })} download>
              {t('errorFile')}
            </a>
          )}
        </p>
      )}
    </div>
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
          {finding.amountFen > 0 && <Money fen={finding.amountFen} short />}
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
            {subject.amountFen > 0 ? <Money fen={subject.amountFen} short /> : <span />}
            {subject.told && <span className="biz-would">{both(subject.told)}</span>}
          </li>
        ))}
      </ul>
      {finding.count > finding.subjects.length && (
        <p className="bw-muted">{t('moreSubjects', { n: finding.count - finding.subjects.length })}</p>
      )}
    </section>
  )
}
