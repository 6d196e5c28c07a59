import { EditOutlined, EyeOutlined, PhoneOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { revealPhone } from '../../../api/customers.ts'
import { customFieldsText } from '../../../text/web/custom-fields.ts'
import { customersText } from '../../../text/web/customers.ts'
import { eventText } from '../../../text/web/customers-events.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { MissingFields, useCustomFacts } from '../../parts/custom-words.tsx'
import { HistoryButton } from '../../parts/history-button.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { type Fill, useCodeText, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { Facts, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import type { Customer } from './queries.ts'
import { Latest, useFirst } from './use-first.tsx'

const ContactDrawer = laterOpened(async () => (await import('./contact-drawer.tsx')).ContactDrawer)

type Deal = Customer['deals'][number]

export function DealsPanel({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const columns: Column<Deal>[] = [
    { key: 'title', title: t('deals'), card: 'title', cell: (row) => <RowLink>{row.title}</RowLink> },
    {
      key: 'stage',
      title: t('stage'),
      cell: (row) => <DealStage deal={row} />,
    },
    { key: 'who', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} bare /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
  ]
  // What can still be won stands before what is over.
  const openFirst = [...customer.deals].sort(
    (a, b) => Number(b.outcome === 'open') - Number(a.outcome === 'open'),
  )
  const { shown, more } = useFirst(openFirst, 8)
  return (
    <Panel flush title={t('deals')}>
      <DataTable
        columns={columns}
        rows={shown}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.deal(row.id)}
        rowTone={(row) => (row.outcome === 'lost' ? 'muted' : undefined)}
        empty={<EmptyState title={t('dealsNone')} />}
      />
      {more}
      <Latest customer={customer} shown={customer.deals.length} total={customer.totals.deals} />
    </Panel>
  )
}

function DealStage({ deal }: { deal: Deal }) {
  const t = useText(customersText)
  if (deal.outcome === 'won') return <span className="bw-tag bw-tag-accent">{t('won')}</span>
  if (deal.outcome === 'lost') return <span className="bw-tag">{t('lost')}</span>
  return (
    <span>
      {deal.stageName}
      {deal.stageDays !== null && (
        <span className="bw-muted bw-near">{t('dealStageDays', { n: deal.stageDays })}</span>
      )}
    </span>
  )
}

type Contact = Customer['contacts'][number]
type Revealed = ReplyOf<typeof revealPhone>

/** Numbers are masked until somebody who needs one asks for it; the look is logged. */
export function ContactsPanel({ customer, live }: { customer: Customer; live: boolean }) {
  const t = useText(customersText)
  const may = useMay()
  const [adding, setAdding] = useState(false)
  const [editing, setEditing] = useState<Contact | null>(null)
  const [revealed, setRevealed] = useState<Revealed | null>(null)
  const reveal = useSend(revealPhone, { refresh: [], onDone: setRevealed })
  const hasMasked = customer.phoneMasked !== null || customer.contacts.some((one) => one.phoneMasked !== null)
  return (
    <Panel
      title={t('contacts')}
      extra={
        <div className="bw-row">
          {hasMasked && !revealed && live && (
            <Tooltip title={t('revealNote')}>
              <Button
                size="small"
                type="text"
                icon={<EyeOutlined />}
                loading={reveal.isPending}
                onClick={() => reveal.mutate({ params: { id: customer.id } })}
              >
                {t('reveal')}
              </Button>
            </Tooltip>
          )}
          {live && may('customer.write') && (
            <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('addContact')}
            </Button>
          )}
        </div>
      }
    >
      <ErrorNote error={reveal.error} />
      <ul className="biz-contacts">
        {customer.phoneMasked && (
          <li>
            <span>{t('phone')}</span>
            <PhoneNumber masked={customer.phoneMasked} full={revealed?.phone ?? null} />
          </li>
        )}
        {customer.contacts.map((contact) => (
          <li key={contact.id}>
            <span>
              <Person name={contact.name} note={contact.title} />
              {contact.isPrimary && <span className="bw-tag bw-tag-accent bw-near">{t('primary')}</span>}
              {contact.email && <div className="bw-muted">{contact.email}</div>}
              {contact.noMail && <div className="bw-muted">{t('noMailTag')}</div>}
              <OwnOfContact contact={contact} />
            </span>
            <span className="bw-row">
              <PhoneNumber
                masked={contact.phoneMasked}
                full={revealed?.contacts.find((one) => one.id === contact.id)?.phone ?? null}
              />
              {live && <HistoryButton small kind="contact" id={contact.id} name={contact.name} />}
              {live && may('customer.write') && (
                <Button
                  size="small"
                  type="text"
                  icon={<EditOutlined />}
                  aria-label={`${t('editContact')} ${contact.name}`}
                  onClick={() => setEditing(contact)}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      <Latest customer={customer} shown={customer.contacts.length} />
      {customer.contacts.length === 0 && !customer.phoneMasked && (
        <p className="bw-muted">{t('contactsNone')}</p>
      )}
      <ContactDrawer
        open={adding || editing !== null}
        customerId={customer.id}
        contact={editing}
        version={customer.contacts.find(({ id }) => id === editing?.id)?.version}
        onClose={() => {
          setAdding(false)
          setEditing(null)
        }}
      />
    </Panel>
  )
}

/** What the company keeps of a contact besides, one line each. */
function OwnOfContact({ contact }: { contact: Contact }) {
  const t = useText(customFieldsText)
  const { items, missing } = useCustomFacts('contact', contact.custom)
  return (
    <>
      {items.map(({ label, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: in the order of the form, which does not move
        <div key={index} className="bw-muted">
          {t('fact', { name: String(label) })}
          {value}
        </div>
      ))}
      <MissingFields names={missing} />
    </>
  )
}

function PhoneNumber({ masked, full }: { masked: string | null; full: string | null }) {
  const t = useText(customersText)
  if (full) {
    return (
      <a
        className="bw-num"
        href={`tel:${full.replace(/[^\d+]/g, '')}`}
        aria-label={`${t('callNow')} ${full}`}
      >
        <PhoneOutlined /> {full}
      </a>
    )
  }
  return <span className="bw-num bw-soft">{masked ?? ''}</span>
}

export function FactsPanel({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const items = [
    { label: t('code'), value: customer.externalCode },
    { label: t('shortName'), value: customer.shortName },
    { label: t('uscc'), value: customer.uscc && <span className="bw-num">{customer.uscc}</span> },
    { label: t('termDays'), value: customer.termDays },
    { label: t('limit'), value: customer.limitFen !== null && <Money fen={customer.limitFen} /> },
    { label: t('since'), value: <Day day={customer.createdOn} /> },
    { label: t('remark'), value: customer.remark },
  ].filter((item) => item.value !== null && item.value !== '' && item.value !== false)
  const own = useCustomFacts('customer', customer.custom)
  return (
    <Panel title={t('facts')}>
      <Facts items={[...items, ...own.items]} />
      <MissingFields names={own.missing} />
    </Panel>
  )
}

export function TimelinePanel({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const words = useCodeText(eventText)
  const { shown, more } = useFirst(customer.timeline, 10)
  if (customer.timeline.length === 0) return null
  return (
    <Panel title={t('timeline')}>
      <Timeline
        items={shown.map((event) => ({
          key: event.id,
          at: <Moment at={event.at} />,
          title: words(event.kind, event.summary as Fill) ?? event.kind,
          text: event.actorName ?? t('bySystem'),
        }))}
      />
      {more ?? <Latest customer={customer} shown={customer.timeline.length} />}
    </Panel>
  )
}
