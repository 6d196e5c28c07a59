import { InfoCircleOutlined } from '@ant-design/icons'
import { useLocation } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { paths } from '../paths.ts'
import { useHasRole, useMay, useSession } from '../session.tsx'
import { useCodeText, useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'
import { useIsPhone } from '../ui/phone.ts'
import { TextLink } from '../ui/url.tsx'

const StartOwn = later(async () => (await import('./start-own.tsx')).StartOwn)

/**
 * What should be seen above the page: the demo, and warnings about the installation. The missing year of
 * the calendar is for those who can load it, with the way there, where they begin the day and where they
 * would mend it; everybody else would only be worried by it, and a line on every page is not read.
 */
export function Strips() {
  const t = useText(shellText)
  const byCode = useCodeText(shellText)
  const { org, warnings } = useSession()
  const may = useMay()
  const pathname = useLocation({ select: (location) => location.pathname })
  const isPlaceForCalendar = pathname === paths.workbench() || pathname.startsWith(paths.settings())
  const shown = warnings.filter(
    ({ code }) => code !== 'calendar_year_missing' || (isPlaceForCalendar && may('setting.write')),
  )
  const hasRole = useHasRole()
  const phone = useIsPhone()
  const [starting, setStarting] = useState(false)
  return (
    <aside aria-label={t('strips')}>
      {org.isDemo && (
        <div className="bw-strip bw-strip-demo">
          <span>{phone ? t('demoShort') : t('demoStrip', { org: org.name })}</span>
          {hasRole('boss', 'admin') && (
            <Button size="small" type="link" onClick={() => setStarting(true)}>
              {t('startOwn')} →
            </Button>
          )}
          {starting && <StartOwn open onClose={() => setStarting(false)} />}
        </div>
      )}
      {shown.map((warning) => {
        const fill = Object.fromEntries(
          Object.entries(warning.detail).map(([key, value]) => [key, String(value)]),
        )
        return (
          <div key={warning.code} className="bw-strip bw-strip-warn" role="status">
            <InfoCircleOutlined />
            <span>{byCode(`warn_${warning.code}`, fill) ?? t('warn_other', { code: warning.code })}</span>
            {warning.code === 'calendar_year_missing' && (
              <TextLink href={paths.settings('calendar')}>{t('settings')} ›</TextLink>
            )}
          </div>
        )
      })}
    </aside>
  )
}
