import { InfoCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useHasRole, useSession } from '../session.tsx'
import { useCodeText, useText } from '../ui/language.tsx'
import { useIsPhone } from '../ui/phone.ts'

const StartOwn = lazy(() => import('./start-own.tsx').then((module) => ({ default: module.StartOwn })))

/** What everybody should see above the page: the demo, and warnings about the installation. */
export function Strips() {
  const t = useText(shellText)
  const byCode = useCodeText(shellText)
  const { org, warnings } = useSession()
  const hasRole = useHasRole()
  const phone = useIsPhone()
  const [starting, setStarting] = useState(false)
  return (
    <>
      {org.isDemo && (
        <div className="bw-strip bw-strip-demo">
          <span>{phone ? t('demoShort') : t('demoStrip', { org: org.name })}</span>
          {hasRole('boss', 'admin') && (
            <Button size="small" type="link" onClick={() => setStarting(true)}>
              {t('startOwn')} →
            </Button>
          )}
          {starting && (
            <Suspense>
              <StartOwn open onClose={() => setStarting(false)} />
            </Suspense>
          )}
        </div>
      )}
      {warnings.map((warning) => {
        const fill = Object.fromEntries(
          Object.entries(warning.detail).map(([key, value]) => [key, String(value)]),
        )
        return (
          <div key={warning.code} className="bw-strip bw-strip-warn" role="status">
            <InfoCircleOutlined />
            <span>{byCode(`warn_${warning.code}`, fill) ?? t('warn_other', { code: warning.code })}</span>
          </div>
        )
      })}
    </>
  )
}
