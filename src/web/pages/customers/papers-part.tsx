import { AccountsPanel } from '../../parts/accounts-panel.tsx'
import { ContractsPanel } from '../../parts/contracts-panel.tsx'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { NotesPanel } from '../../parts/notes-panel.tsx'
import { OrdersPanel } from '../../parts/orders-panel.tsx'
import { QuotesPanel } from '../../parts/quotes-panel.tsx'
import { MembersPanel } from './members-panel.tsx'
import type { Customer } from './queries.ts'
import { ContactsPanel, DealsPanel, FactsPanel, TimelinePanel } from './side-part.tsx'

/** What lies below the money of a customer: papers, people, what is known of them, what happened. */
export function PapersPart({ customer, live }: { customer: Customer; live: boolean }) {
  const { id, name } = customer
  return (
    <>
      <DealsPanel customer={customer} />
      <QuotesPanel customer={{ id, name }} />
      <OrdersPanel customer={{ id, name }} />
      {live && <NotesPanel customerId={id} />}
      <ContractsPanel customer={{ id, name }} />
      {live && <FilesPanel record={{ recordKind: 'customer', recordId: id }} />}
      <AccountsPanel customerId={id} />
      <MembersPanel customer={customer} />
      <ContactsPanel customer={customer} live={live} />
      <FactsPanel customer={customer} />
      <TimelinePanel customer={customer} />
    </>
  )
}
