import { useParams } from '@tanstack/react-router'
import { Select } from 'antd'
import type { ComponentType } from 'react'
import { settingsText } from '../../../text/web/settings.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { Refusal } from '../../ui/refusal.tsx'
import { TextLink, useGo } from '../../ui/url.tsx'
import { Absences } from './absences.tsx'
import { ApprovalFlows } from './approval-flows.tsx'
import type { Area } from './area-list.ts'
import { areaOf, areasFor } from './areas.ts'
import { Channels } from './channels.tsx'
import { Commission } from './commission.tsx'
import { CustomFields } from './custom-fields.tsx'
import { Departments } from './departments.tsx'
import { Esign } from './esign.tsx'
import { Handovers } from './handovers.tsx'
import { Onboarding } from './onboarding.tsx'
import { Organisation } from './organisation.tsx'
import { People } from './people.tsx'
import { Pipelines } from './pipelines.tsx'
import { Register } from './register.tsx'
import { Roles } from './roles.tsx'
import './settings.css'
import { Targets } from './targets.tsx'
import { WorkCalendar } from './work-calendar.tsx'

const PANELS: Record<Area, ComponentType> = {
  people: People,
  departments: Departments,
  absences: Absences,
  handovers: Handovers,
  roles: Roles,
  targets: Targets,
  commission: Commission,
  onboarding: Onboarding,
  pipelines: Pipelines,
  fields: CustomFields,
  flows: ApprovalFlows,
  calendar: WorkCalendar,
  channels: Channels,
  esign: Esign,
  register: Register,
  organisation: Organisation,
}

export function SettingsPage() {
  const t = useText(settingsText)
  const phone = useIsPhone()
  const go = useGo()
  const params = useParams({ strict: false }) as { area?: string }
  const open = areasFor(useMay())
  const area = areaOf(params.area, open)
  if (!area) return <Refusal error={{ code: 'forbidden', status: 403 }} />
  const Shown = PANELS[area]
  return (
    <>
      <PageHead title={t('title')} />
      <div className="biz-settings">
        {phone ? (
          <Select
            className="biz-wide"
            value={area}
            aria-label={t('areaPick')}
            options={open.map((one) => ({ value: one, label: t(one) }))}
            onChange={(next) => go(paths.settings(next))}
          />
        ) : (
          <nav className="biz-settings-nav" aria-label={t('title')}>
            {open.map((one) => (
              <TextLink key={one} href={paths.settings(one)} aria-current={one === area ? 'page' : undefined}>
                {t(one)}
              </TextLink>
            ))}
          </nav>
        )}
        <div className="biz-settings-area">
          <Shown key={area} />
        </div>
      </div>
    </>
  )
}
