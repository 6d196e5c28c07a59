import { Button } from 'antd'
import { useState } from 'react'
import { downloadFile } from '../../../api/files.ts'
import { listStatementAnswers, voidStatementAnswer } from '../../../api/statement-answers.ts'
import { answersText } from '../../../text/web/statement-answers.ts'
import { type ReplyOf, urlOf, useLater, useSend } from '../../api.ts'
import { AddFile } from '../../parts/add-file.tsx'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useUrl } from '../../ui/url.tsx'
import { StatementAnswerForm } from './statement-answer-form.tsx'
import '../../parts/parts.css'

type Answer = ReplyOf<typeof listStatementAnswers>['items'][number]

/** What the customer answered to its statements, each with its proof (C092). */
export function StatementAnswers({ customerId, asOf }: { customerId: string; asOf: string }) {
  const t = useText(answersText)
  const may = useMay()
  const { values } = useUrl()
  const [noting, setNoting] = useState(false)
  const query = { asOf: values.asOf, known: values.known }
  const { data } = useLater(listStatementAnswers, { params: { id: customerId }, query })
  const writes = may('receivable.note')
  if (!data) return null
  return (
    <Panel
      title={t('title')}
      extra={
        writes && (
          <Button size="small" onClick={() => setNoting(true)}>
            {t('note')}
          </Button>
        )
      }
    >
      {data.items.length === 0 ? (
        <p className="bw-soft">
          {t('none')} · {t('noneText')}
        </p>
      ) : (
        <ul className="biz-steps">
          {data.items.map((answer) => (
            <li key={answer.id}>
              <Line answer={answer} writes={writes} />
            </li>
          ))}
        </ul>
      )}
      <StatementAnswerForm
        open={noting}
        customerId={customerId}
        statementAsOf={asOf}
        onClose={() => setNoting(false)}
      />
    </Panel>
  )
}

function Line({ answer, writes }: { answer: Answer; writes: boolean }) {
  const t = useText(answersText)
  const may = useMay()
  const [voiding, setVoiding] = useState(false)
  const send = useSend(voidStatementAnswer, { onDone: () => setVoiding(false) })
  const { theirFen, closingFen, outcome } = answer
  return (
    <>
      <div className="bw-row bw-wrap">
        <span className={`bw-tag ${outcome === 'agreed' ? 'bw-tag-good' : 'bw-tag-warn'}`}>{t(outcome)}</span>
        <span>{t('line', { day: answer.statementAsOf, amount: moneyText(closingFen) })}</span>
        {theirFen !== null && (
          <strong>
            {t('theirs', { amount: moneyText(theirFen), gap: moneyText(theirFen - closingFen) })}
          </strong>
        )}
      </div>
      <div className="bw-muted">
        <Day day={answer.on} /> {[answer.contactName, answer.by].filter(Boolean).join(' → ')}
      </div>
      {answer.note && <div>{answer.note}</div>}
      <div className="bw-row bw-wrap">
        {answer.files.map((file) =>
          may('file.read') ? (
            <a key={file.id} href={urlOf(downloadFile, { params: { id: file.id } })} download>
              {file.name}
            </a>
          ) : (
            <span key={file.id}>{file.name}</span>
          ),
        )}
        {writes && may('file.write') && (
          <AddFile
            record={{ recordKind: 'statement_answer', recordId: answer.id }}
            label={t('addProof')}
            hint={t('addProofHint')}
          />
        )}
        {answer.can.void === true && (
          <Button size="small" type="link" className="biz-quiet" onClick={() => setVoiding(true)}>
            {t('void')}
          </Button>
        )}
      </div>
      <Confirm
        open={voiding}
        title={t('voidTitle')}
        text={t('voidText')}
        okText={t('void')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => send.mutate({ params: { id: answer.id }, body: { reason } })}
        onCancel={() => setVoiding(false)}
      />
    </>
  )
}
