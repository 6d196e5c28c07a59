import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { contractEvidence, contractFile, getContract, setContractOwnFields } from '../../../api/contracts.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { creditText } from '../../../text/web/credit.ts'
import { urlOf, useData } from '../../api.ts'
import { ApprovalTag } from '../../parts/approval-tag.tsx'
import { FilesPanel } from '../../parts/files-panel.tsx'
import '../../parts/parts.css'
import { FiguresButton } from '../../parts/figures-link.tsx'
import { HistoryButton } from '../../parts/history-button.tsx'
import { NotesPanel } from '../../parts/notes-panel.tsx'
import { OwnFieldsPanel } from '../../parts/own-fields-panel.tsx'
import { StandingNote } from '../../parts/standing-note.tsx'
import { TasksPanel } from '../../parts/tasks-panel.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { BookedMoney, Money } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'
import { ChangesOfContract } from './changes.tsx'
import { type Contract, ContractActions } from './contract-actions.tsx'
import {
  ClausesOfContract,
  LinesOfContract,
  NodesOfContract,
  PendingNote,
  VersionsOfContract,
} from './contract-content.tsx'
import { EsignPanel } from './esign-panel.tsx'
import { ObligationsOfContract } from './obligations.tsx'
import { PaperPanel } from './paper-panel.tsx'
import { SealPanel } from './seal-panel.tsx'

const STEP_WORD = {
  recorded: 'stepRecorded',
  amended: 'stepAmended',
  approved: 'stepApproved',
  unapproved: 'stepUnapproved',
  signed: 'stepSigned',
  accepted: 'stepAccepted',
  unaccepted: 'stepUnaccepted',
  prolonged: 'stepProlonged',
  ended: 'stepEnded',
} as const

export function ContractPage() {
  const t = useText(contractsText)
  const { id } = useParams({ strict: false }) as { id: string }
  const contract = useData(getContract, { params: { id } })
  return (
    <>
      <PageHead
        back={{ href: paths.contracts(), label: t('back') }}
        title={contract.number}
        actions={
          <>
            <FiguresButton kind="contract" id={contract.id} />
            <HistoryButton kind="contract" id={contract.id} />
            <ContractFiles id={contract.id} />
          </>
        }
        note={
          <span className="bw-row bw-wrap">
            <ApprovalTag contract={contract} />
            <TextLink href={paths.customer(contract.customer.id)}>{contract.customer.name}</TextLink>
            {contract.title}
          </span>
        }
      />
      {contract.status === 'open' && <PendingNote contract={contract} />}
      <ContractActions contract={contract} />
      <div className="bw-grid-2">
        <div>
          <FactsOfContract contract={contract} />
          <OwnFieldsPanel
            record="contract"
            route={setContractOwnFields}
            of={contract}
            can={contract.can.own}
          />
          <LinesOfContract contract={contract} />
          <NodesOfContract contract={contract} />
          <NotesPanel
            contractId={contract.id}
            isOpen={contract.status === 'open' && contract.approvedAt !== null}
          />
          <ClausesOfContract contract={contract} />
        </div>
        <div>
          <ChangesOfContract contract={contract} />
          <ObligationsOfContract contractId={contract.id} currency={contract.currency} />
          <TasksPanel record={{ kind: 'contract', id: contract.id }} />
          <EsignPanel contractId={contract.id} />
          <SealPanel contractId={contract.id} />
          <PaperPanel contract={contract} />
          <FilesPanel record={{ recordKind: 'contract', recordId: contract.id }} />
          <HistoryOfContract contract={contract} />
          <VersionsOfContract contract={contract} />
        </div>
      </div>
    </>
  )
}

/** The paper itself: Word to send and edit, PDF to print and seal. */
function ContractFiles({ id }: { id: string }) {
  const t = useText(contractsText)
  const may = useMay()
  const href = (format: 'docx' | 'pdf') => urlOf(contractFile, { params: { id }, query: { format } })
  return (
    <>
      <Button href={href('docx')}>{t('asWord')}</Button>
      <Button href={href('pdf')}>{t('asPdf')}</Button>
      {may('export.run') && (
        <Button href={urlOf(contractEvidence, { params: { id } })}>{t('evidence')}</Button>
      )}
    </>
  )
}

function FactsOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const credit = useText(creditText)
  const may = useMay()
  const items = [
    {
      label: t('amount'),
      value: (
        <BookedMoney
          as="line"
          fen={contract.amountFen}
          currency={contract.currency}
          original={contract.original}
        />
      ),
    },
    {
      label: credit('noteLabel'),
      value: may('credit.read') ? (
        <StandingNote
          customerId={contract.customer.id}
          amountFen={contract.approvedAt === null ? contract.amountFen : null}
        />
      ) : null,
    },
    { label: t('approval'), value: <ApprovalTag contract={contract} /> },
    { label: t('signedOn'), value: contract.signedOn && <Day day={contract.signedOn} /> },
    { label: t('used'), value: <UseOfContract contract={contract} /> },
    { label: t('acceptedDate'), value: contract.acceptedOn && <Day day={contract.acceptedOn} /> },
    { label: t('effectiveOn'), value: contract.effectiveOn && <Day day={contract.effectiveOn} /> },
    { label: t('endsOn'), value: contract.endsOn && <Day day={contract.endsOn} near /> },
    {
      label: t('termLabel'),
      value: contract.content.termDays == null ? null : t('days', { n: contract.content.termDays }),
    },
    {
      label: t('penaltyLabel'),
      value: contract.content.penaltyBp == null ? null : t('penaltyIs', { n: contract.content.penaltyBp }),
    },
    { label: t('template'), value: contract.template ?? t('freeForm') },
    {
      label: t('fromQuote'),
      value: contract.quote && (
        <TextLink href={paths.quote(contract.quote.id)}>{contract.quote.title}</TextLink>
      ),
    },
    { label: t('responsible'), value: <Person name={contract.responsible?.name} /> },
    {
      label: t('deal'),
      value: contract.deal && <TextLink href={paths.deal(contract.deal.id)}>{contract.deal.title}</TextLink>,
    },
    { label: t('remark'), value: contract.remark },
  ].filter(({ value }) => value !== null && value !== '')
  return (
    <Panel title={t('facts')}>
      <Facts items={items} />
    </Panel>
  )
}

/** What was ordered and invoiced of it; more than it says is told in words, not by colour alone (C073). */
function UseOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const whole = contract.content.amountFen
  const lines = [
    { word: 'usedOrdered', fen: contract.use.orderedFen },
    { word: 'usedBilled', fen: contract.use.billedFen },
  ] as const
  return (
    <>
      {lines.map(({ word, fen }) => (
        <div key={word} className={fen > whole ? 'bw-warn' : undefined}>
          {t(word, { share: whole > 0 ? Math.floor((fen / whole) * 100) : '–' })}
          <Money fen={fen} currency={contract.currency} />
          {fen > whole && ` · ${t('usedBeyond')}`}
        </div>
      ))}
    </>
  )
}

function HistoryOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  return (
    <Panel title={t('history')}>
      <Timeline
        items={[...contract.steps].reverse().map((step) => ({
          key: step.id,
          at: <Day day={step.on} />,
          title: (
            <span className="bw-row bw-wrap">
              <strong>{t(STEP_WORD[step.kind])}</strong>
              {step.amountFen !== null && <Money fen={step.amountFen} currency={contract.currency} />}
            </span>
          ),
          text: [
            step.endsOn && t('until', { day: step.endsOn }),
            step.reason,
            step.actorName ?? t('bySystem'),
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
    </Panel>
  )
}
