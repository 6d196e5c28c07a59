import { UndoOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { getNote, noteFile, recordNoteStep, undoNoteStep } from '../../../api/delivery-notes.ts'
import { allowancesText } from '../../../text/web/allowances.ts'
import { notesText } from '../../../text/web/delivery-notes.ts'
import { urlOf, useData, useSend } from '../../api.ts'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { NoteStatusTag } from '../../parts/note-status.tsx'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { later, laterOpened } from '../../ui/later.tsx'
import { BookedMoney, Money } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Note } from './queries.ts'
import { ReturnsOfNote } from './returns-of-note.tsx'

const ReturnDrawer = later(async () => (await import('./ask-return.tsx')).ReturnDrawer)
const SignDrawer = later(async () => (await import('./note-steps.tsx')).SignDrawer)

const ShipDialog = laterOpened(async () => (await import('./note-steps.tsx')).ShipDialog)

const STEP_WORD = {
  drafted: 'stepDrafted',
  shipped: 'stepShipped',
  signed: 'stepSigned',
  voided: 'stepVoided',
} as const

export function NotePage() {
  const t = useText(notesText)
  const may = useMay()
  const { id } = useParams({ strict: false }) as { id: string }
  const note = useData(getNote, { params: { id } })
  return (
    <>
      <PageHead
        back={{ href: paths.notes(), label: t('back') }}
        title={note.number}
        note={
          <span className="bw-row bw-wrap">
            <NoteStatusTag note={note} />
            <TextLink href={paths.customer(note.customer.id)}>{note.customer.name}</TextLink>
          </span>
        }
        actions={<Print id={note.id} />}
      />
      {may('order.write') && <Actions note={note} />}
      <div className="bw-grid-2">
        <div>
          <FactsOfNote note={note} />
          <LinesOfNote note={note} />
          <ReturnsOfNote noteId={note.id} />
        </div>
        <div>
          <FilesPanel record={{ recordKind: 'delivery_note', recordId: note.id }} />
          <HistoryOfNote note={note} />
        </div>
      </div>
    </>
  )
}

function Print({ id }: { id: string }) {
  const t = useText(notesText)
  const href = (lang: 'zh' | 'en', prices: 'yes' | 'no' = 'yes') =>
    urlOf(noteFile, { params: { id }, query: { lang, prices } })
  const others = [
    { key: 'en', label: <a href={href('en')}>{t('asPdfEn')}</a> },
    { key: 'bare', label: <a href={href('zh', 'no')}>{t('asBare')}</a> },
  ]
  return (
    <>
      <Button href={href('zh')}>{t('asPdf')}</Button>
      <Dropdown menu={{ items: others }} trigger={['click']}>
        <Button aria-label={t('asPdfEn')}>…</Button>
      </Dropdown>
    </>
  )
}

function Actions({ note }: { note: Note }) {
  const t = useText(notesText)
  const allowances = useText(allowancesText)
  const [opened, setOpened] = useState<'ship' | 'sign' | 'return' | 'void' | 'undo' | null>(null)
  const close = () => setOpened(null)
  const makeVoid = useSend(recordNoteStep, { onDone: close })
  const undo = useSend(undoNoteStep, { onDone: close })
  const params = { id: note.id }
  const { status } = note
  if (status === 'void') return null
  return (
    <div className="bw-row bw-wrap biz-acts">
      {status === 'draft' && (
        <CanButton can={note.can.ship} type="primary" onClick={() => setOpened('ship')}>
          {t('ship')}
        </CanButton>
      )}
      {status === 'shipped' && (
        <CanButton can={note.can.sign} type="primary" onClick={() => setOpened('sign')}>
          {t('sign')}
        </CanButton>
      )}
      {status === 'signed' && (
        <CanButton can={note.can.return} onClick={() => setOpened('return')}>
          {allowances('askReturn')}
        </CanButton>
      )}
      {status !== 'draft' && (
        <CanButton can={note.can.undo} icon={<UndoOutlined />} onClick={() => setOpened('undo')}>
          {t('undo')}
        </CanButton>
      )}
      <CanButton can={note.can.void} danger onClick={() => setOpened('void')}>
        {t('voidIt')}
      </CanButton>
      <ShipDialog note={note} open={opened === 'ship'} onClose={close} />
      {opened === 'return' && <ReturnDrawer note={note} onClose={close} />}
      {opened === 'sign' && <SignDrawer note={note} onClose={close} />}
      <Confirm
        open={opened === 'undo'}
        title={t('undoTitle')}
        text={t('undoText')}
        okText={t('undo')}
        busy={undo.isPending}
        error={undo.error}
        onCancel={close}
        onOk={() => undo.mutate({ params, body: {}, ifMatch: note.version })}
      />
      <Confirm
        open={opened === 'void'}
        title={t('voidTitle')}
        text={t('voidText')}
        okText={t('voidIt')}
        danger
        reason="required"
        busy={makeVoid.isPending}
        error={makeVoid.error}
        onCancel={close}
        onOk={(reason) =>
          makeVoid.mutate({ params, body: { kind: 'voided', reason }, ifMatch: note.version })
        }
      />
    </div>
  )
}

function FactsOfNote({ note }: { note: Note }) {
  const t = useText(notesText)
  const items = [
    {
      label: t('amount'),
      value: <BookedMoney as="line" fen={note.amountFen} currency={note.currency} original={note.original} />,
    },
    { label: t('order'), value: <TextLink href={paths.order(note.order.id)}>{note.order.number}</TextLink> },
    {
      label: t('contract'),
      value: note.contract && (
        <TextLink href={paths.contract(note.contract.id)}>{note.contract.number}</TextLink>
      ),
    },
    { label: t('plannedOn'), value: <Day day={note.plannedOn} near={note.status === 'draft'} /> },
    { label: t('shippedOn'), value: note.shippedOn && <Day day={note.shippedOn} /> },
    { label: t('signedOn'), value: note.signedOn && <Day day={note.signedOn} /> },
    { label: t('signer'), value: note.signer },
    { label: t('address'), value: note.address },
    { label: t('carrier'), value: note.carrier },
    { label: t('responsible'), value: <Person name={note.responsible?.name} /> },
    { label: t('remark'), value: note.remark },
  ].filter(({ value }) => value !== null && value !== '')
  return (
    <Panel title={t('facts')}>
      <Facts items={items} />
    </Panel>
  )
}

function LinesOfNote({ note }: { note: Note }) {
  const t = useText(notesText)
  const columns: Column<Note['lines'][number]>[] = [
    { key: 'product', title: t('product'), card: 'title', cell: (row) => row.product },
    {
      key: 'quantity',
      title: t('quantity'),
      align: 'right',
      cell: (row) => `${row.quantityMilli / 1000} ${row.unit}`,
    },
    {
      key: 'accepted',
      title: t('accepted'),
      align: 'right',
      cell: (row) =>
        row.acceptedMilli === null ? null : (
          <span className={row.acceptedMilli < row.quantityMilli ? 'bw-danger' : ''}>
            {row.acceptedMilli / 1000}
          </span>
        ),
    },
    {
      key: 'price',
      title: t('price'),
      align: 'right',
      cell: (row) => <Money fen={row.unitPriceFen} currency={note.currency} />,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.acceptedFen ?? row.amountFen} currency={note.currency} />,
    },
  ]
  return (
    <Panel flush title={t('linesTitle')}>
      <DataTable columns={columns} rows={note.lines} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}

function HistoryOfNote({ note }: { note: Note }) {
  const t = useText(notesText)
  return (
    <Panel title={t('history')}>
      <Timeline
        items={[...note.steps].reverse().map((step) => ({
          key: step.id,
          at: <Day day={step.on} />,
          title: (
            <span className="bw-row bw-wrap">
              <strong className={step.voided ? 'bw-struck' : ''}>{t(STEP_WORD[step.kind])}</strong>
              {step.voided && <span className="bw-tag">{t('voided')}</span>}
            </span>
          ),
          text: [step.signer, step.reason, step.actorName ?? t('bySystem')].filter(Boolean).join(' · '),
        }))}
      />
    </Panel>
  )
}
