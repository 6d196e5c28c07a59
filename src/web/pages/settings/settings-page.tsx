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
import type { Area } from './area-list.ts'
import { areaOf, areasFor } from './areas.ts'
import './settings.css'
import { part } from '../../ui/later.tsx'

const PANELS: Record<Area, ComponentType<object>> = {
  people: part(async () => (await import('./people.tsx')).People),
  departments: part(async () => (await import('./departments.tsx')).Departments),
  absences: part(async () => (await import('./absences.tsx')).Absences),
  handovers: part(async () => (await import('./handovers.tsx')).Handovers),
  roles: part(async () => (await import('./roles.tsx')).Roles),
  targets: part(async () => (await import('./targets.tsx')).Targets),
  commission: part(async () => (await import('./commission.tsx')).Commission),
  onboarding: part(async () => (await import('./onboarding.tsx')).Onboarding),
  pipelines: part(async () => (await import('./pipelines.tsx')).Pipelines),
  fields: part(async () => (await import('./custom-fields.tsx')).CustomFields),
  flows: part(async () => (await import('./approval-flows.tsx')).ApprovalFlows),
  calendar: part(async () => (await import('./work-calendar.tsx')).WorkCalendar),
  channels: part(async () => (await import('./channels.tsx')).Channels),
  esign: part(async () => (await import('./esign.tsx')).Esign),
  register: part(async () => (await import('./register.tsx')).Register),
  organisation: part(async () => (await import('./organisation.tsx')).Organisation),
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
