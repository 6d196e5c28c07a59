import { CoversPanel } from '../../parts/covers-panel.tsx'
import { CreditPanel } from '../../parts/credit-panel.tsx'
import { DocumentsPanel } from '../../parts/documents-panel.tsx'
import { RegisterPanel } from '../../parts/register-panel.tsx'
import { ScreeningPanel } from '../../parts/screening-panel.tsx'
import { StandingPanel } from '../../parts/standing-panel.tsx'
import { TasksPanel } from '../../parts/tasks-panel.tsx'

/** How far a customer is trusted, and what that rests on. */
export function CreditPart({ customerId }: { customerId: string }) {
  return (
    <>
      <CreditPanel customerId={customerId} />
      <TasksPanel record={{ kind: 'customer', id: customerId }} />
      <StandingPanel customerId={customerId} />
      <CoversPanel customerId={customerId} />
      <DocumentsPanel customerId={customerId} />
      <RegisterPanel customerId={customerId} />
      <ScreeningPanel customerId={customerId} />
    </>
  )
}
