import { GlobalOutlined, KeyOutlined, LogoutOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import { Dropdown } from 'antd'
import { type ReactNode, useState } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useChooseLanguage } from '../parts/choose-language.ts'
import { paths } from '../paths.ts'
import { useSession } from '../session.tsx'
import { useLanguage, useText } from '../ui/language.tsx'
import { useGo } from '../ui/url.tsx'
import { ChangePassword } from './change-password.tsx'
import { useLeave } from './leave.ts'

/** The menu itself, open as soon as it is there: the press that wanted it was on what stood in its place. */
export function AccountDropdown({ face }: { face: ReactNode }) {
  const t = useText(shellText)
  const { language } = useLanguage()
  const chooseLanguage = useChooseLanguage()
  const { org } = useSession()
  const go = useGo()
  const leave = useLeave()
  const [isOpen, setIsOpen] = useState(true)
  const [changing, setChanging] = useState(false)
  return (
    <>
      <Dropdown
        trigger={['click']}
        open={isOpen}
        onOpenChange={setIsOpen}
        menu={{
          items: [
            { key: 'me', icon: <UserOutlined />, label: t('me'), onClick: () => go(paths.me()) },
            {
              key: 'language',
              icon: <GlobalOutlined />,
              label: t('switchLanguage'),
              onClick: () => chooseLanguage(language === 'zh' ? 'en' : 'zh'),
            },
            ...(org.isDemo
              ? [{ key: 'persona', icon: <SwapOutlined />, label: t('switchPersona'), onClick: leave }]
              : [
                  {
                    key: 'password',
                    icon: <KeyOutlined />,
                    label: t('changePassword'),
                    onClick: () => setChanging(true),
                  },
                ]),
            { type: 'divider' as const },
            { key: 'out', icon: <LogoutOutlined />, label: t('signOut'), onClick: leave },
          ],
        }}
      >
        {/* biome-ignore lint/a11y/noAutofocus: it stands where the button was that had the focus */}
        <button type="button" className="bw-account" autoFocus>
          {face}
        </button>
      </Dropdown>
      <ChangePassword open={changing} onClose={() => setChanging(false)} />
    </>
  )
}
