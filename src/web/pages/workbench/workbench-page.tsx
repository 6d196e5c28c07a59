import { Segmented } from 'antd'
import { getWorkbench } from '../../../api/workbench.ts'
import { weekday } from '../../../core/calendar.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useData } from '../../api.ts'
import { RecordPayment } from '../../parts/record-payment-button.tsx'
import { paths } from '../../paths.ts'
import { useMay, useSession } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { AdminBench } from './admin-bench.tsx'
import { AssistantBench } from './assistant-bench.tsx'
import { AuditBench } from './audit-bench.tsx'
import { BossBench } from './boss-bench.tsx'
import { FinanceBench } from './finance-bench.tsx'
import { FirstWeeks } from './first-weeks.tsx'
import { LegalBench } from './legal-bench.tsx'
import { ManagerBench } from './manager-bench.tsx'
import { RepBench } from './rep-bench.tsx'
import { StartPanel } from './start-panel.tsx'
import { chooseView, type View, viewsOf } from './views.ts'
import './workbench.css'

const FACES: Record<View, () => React.ReactNode> = {
  boss: BossBench,
  manager: ManagerBench,
  finance: FinanceBench,
  legal: LegalBench,
  auditor: AuditBench,
  rep: RepBench,
  assistant: AssistantBench,
  admin: AdminBench,
}

/** The first page of the day, by role (C167): what to do now, with the money it is about. */
export function WorkbenchPage() {
  const t = useText(workbenchText)
  const { user } = useSession()
  const may = useMay()
  const { values, set } = useUrl()
  const { today, isWorkday, month } = useData(getWorkbench)
  const views = viewsOf(user.roles)
  const view = chooseView(user.roles, values.as)
  const Face = FACES[view]
  const note = [
    t('date', { day: today, weekday: t(`weekday${weekday(today) as 1 | 2 | 3 | 4 | 5 | 6 | 7}`) }),
    t(isWorkday ? 'workday' : 'restDay'),
    t('monthGone', { gone: month.workdaysGone, all: month.workdays }),
  ].join(' · ')
  return (
    <>
      <PageHead
        title={t('hello', { name: user.name })}
        note={note}
        actions={
          <>
            {views.length > 1 && (
              <Segmented<View>
                value={view}
                options={views.map((one) => ({ value: one, label: t(`view_${one}`) }))}
                onChange={(next) => set({ as: next })}
              />
            )}
            {(view === 'boss' || view === 'manager') && may('customer.assign') && (
              <TextLink href={paths.brief()} className="bw-brief-link">
                {t('brief')} ›
              </TextLink>
            )}
            {view === 'finance' && may('receivable.write') && <RecordPayment />}
          </>
        }
      />
      <StartPanel />
      <Face />
      <FirstWeeks />
    </>
  )
}
