import { useState } from 'react'
import { contractChanges } from '../../../api/contract-changes.ts'
import type { ContractRow } from '../../../api/contracts.ts'
import { downloadFile } from '../../../api/files.ts'
import { changesText } from '../../../text/web/contract-changes.ts'
import { urlOf, useLater } from '../../api.ts'
import '../../parts/parts.css'
import { type Can, CanButton } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Contract } from './contract-actions.tsx'
import type { Noting } from './note-change.tsx'
import type { Change } from './queries.ts'

const AskChange = laterOpened(async () => (await import('./ask-change.tsx')).AskChange)
const PriceChange = laterOpened(async () => (await import('./price-change.tsx')).PriceChange, 'change')
const ConfirmChange = laterOpened(async () => (await import('./note-change.tsx')).ConfirmChange, 'change')
const NoteChange = laterOpened(async () => (await import('./note-change.tsx')).NoteChange, 'change')

const TONE = {
  asked: ' bw-tag-warn',
  priced: ' bw-tag-warn',
  confirmed: ' bw-tag-warn',
  in_force: ' bw-tag-good',
  withdrawn: '',
  refused: '',
} as const

type Act = { kind: 'price' | 'confirm' | Noting; change: Change }

/** What the customer asked for beside the contract, until it is part of it (增项, C076). */
export function ChangesOfContract({ contract }: { contract: Contract }) {
  const t = useText(changesText)
  const [adding, setAdding] = useState(false)
  const [act, setAct] = useState<Act | null>(null)
  const { data } = useLater(contractChanges, { params: { id: contract.id } })
  if (!data || (data.items.length === 0 && data.can.add !== true)) return null
  const close = () => setAct(null)
  const of = (kind: Act['kind']) => (act?.kind === kind ? act.change : null)
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        data.can.add !== 'forbidden' && (
          <CanButton can={data.can.add} size="small" onClick={() => setAdding(true)}>
            {t('add')}
          </CanButton>
        )
      }
    >
      {data.items.length === 0 && <p className="biz-task-none bw-soft">{t('none')}</p>}
      {data.items.map((change) => (
        <OneChange
          key={change.id}
          change={change}
          currency={contract.currency}
          onAct={(kind) => setAct({ kind, change })}
        />
      ))}
      <AskChange
        open={adding}
        contractId={contract.id}
        currency={contract.currency}
        onClose={() => setAdding(false)}
      />
      <PriceChange change={of('price')} contract={contract} onClose={close} />
      <ConfirmChange change={of('confirm')} contract={contract} onClose={close} />
      {(['done', 'withdrawn', 'refused', 'taken_back'] as const).map((kind) => (
        <NoteChange key={kind} kind={kind} change={of(kind)} onClose={close} />
      ))}
    </Panel>
  )
}

type OneProps = { change: Change; currency: string; onAct: (kind: Act['kind']) => void }

function OneChange({ change, currency, onAct }: OneProps) {
  const t = useText(changesText)
  const { terms, estimateFen } = change
  const due = terms?.nodes?.[0]?.dueOn
  return (
    <div className="biz-change">
      <div className="bw-row bw-wrap">
        <strong>{t('number', { n: change.number })}</strong>
        <span className={`bw-tag${TONE[change.state]}`}>{t(change.state)}</span>
        {change.isDoneUnconfirmed && <span className="bw-tag bw-tag-danger">{t('doneUnconfirmed')}</span>}
        {terms && <Money fen={terms.amountFen} currency={currency} />}
        {!terms && estimateFen !== null && (
          <span className="bw-muted">
            {t('about')} <Money fen={estimateFen} currency={currency} />
          </span>
        )}
      </div>
      <p className="biz-change-what">{change.what}</p>
      <p className="bw-muted">
        {[
          t('askedLine', { who: change.askedBy, day: change.askedOn }),
          terms?.deliveryDays != null && t('delivery', { n: terms.deliveryDays }),
          due && t('payOn', { day: due }),
          terms?.endsOn && t('newEnd', { day: terms.endsOn }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <StepsOfChange change={change} currency={currency} />
      <ActsOfChange change={change} onAct={onAct} />
    </div>
  )
}

const STEP = {
  priced: 'stepPriced',
  done: 'stepDone',
  withdrawn: 'stepWithdrawn',
  refused: 'stepRefused',
} as const

/** What was noted of it, by whom, with the very file the customer confirmed with. */
function StepsOfChange({ change, currency }: { change: Change; currency: string }) {
  const t = useText(changesText)
  if (change.steps.length === 0) return null
  return (
    <ul className="biz-change-steps">
      {change.steps.map((step) => (
        <li key={step.id} className="bw-soft">
          {step.on}{' '}
          {step.kind === 'confirmed' ? t('stepConfirmed', { who: step.person ?? '' }) : t(STEP[step.kind])}{' '}
          {step.amountFen !== null && <Money fen={step.amountFen} currency={currency} />}{' '}
          {step.file && (
            <a href={urlOf(downloadFile, { params: { id: step.file.id } })} download>
              {step.file.name}
            </a>
          )}{' '}
          <span className="bw-muted">{[step.reason, step.actorName].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  )
}

/** What may be noted now; what is over or not yet its turn is left out, so that a phone shows what to do. */
function ActsOfChange({ change, onAct }: Omit<OneProps, 'currency'>) {
  const t = useText(changesText)
  const acts = [
    { kind: 'price', can: change.can.price, word: change.terms ? 'priceAgain' : 'price' },
    { kind: 'confirm', can: change.can.confirm, word: 'confirm' },
    { kind: 'done', can: change.can.done, word: 'done' },
    { kind: 'withdrawn', can: change.can.withdraw, word: 'withdraw' },
    { kind: 'refused', can: change.can.refuse, word: 'refuse' },
    { kind: 'taken_back', can: change.can.takeBack, word: 'takeBack' },
  ] as const
  const shown = acts.filter(({ can }) => !HIDDEN.includes(can))
  if (shown.length === 0) return null
  return (
    <div className="bw-row bw-wrap">
      {shown.map(({ kind, can, word }) => (
        <CanButton
          key={kind}
          can={can}
          size="small"
          {...(kind === 'confirm' ? { type: 'primary' as const } : {})}
          onClick={() => onAct(kind)}
        >
          {t(word)}
        </CanButton>
      ))}
    </div>
  )
}

const HIDDEN: Can[] = [
  'forbidden',
  'change_settled',
  'change_in_force',
  'change_nothing_noted',
  'change_not_priced',
]

/** In the list: how many changes of the contract hold nowhere, said louder once they were delivered. */
export function OutsideTag({ outside }: { outside: ContractRow['outside'] }) {
  const t = useText(changesText)
  if (!outside) return null
  if (outside.done > 0) {
    return <span className="bw-tag bw-tag-danger">{t('outsideDone', { n: outside.done })}</span>
  }
  return <span className="bw-tag bw-tag-warn">{t('outside', { n: outside.count })}</span>
}
