import { Button, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { formsText } from '../../text/web/forms.ts'
import { useText } from '../ui/language.tsx'
import { useIsPhone } from '../ui/phone.ts'
import './parts.css'

type FormDrawerProps = {
  open: boolean
  title: ReactNode
  onClose: () => void
  /** The `id` of the form that the button in the foot submits; without it the drawer only shows. */
  formId?: string
  okText?: string
  busy?: boolean
  okDisabled?: boolean
  width?: number
  children: ReactNode
}

/** A form at the side of the page (full screen on a phone), its one action always in sight. */
export function FormDrawerPanel(props: FormDrawerProps) {
  const t = useText(formsText)
  const phone = useIsPhone()
  return (
    <Drawer
      open={props.open}
      title={props.title}
      onClose={props.onClose}
      size={phone ? '100%' : (props.width ?? 480)}
      destroyOnHidden
      footer={
        props.formId ? (
          <div className="biz-drawer-foot">
            <Button onClick={props.onClose}>{t('cancel')}</Button>
            <Button
              type="primary"
              htmlType="submit"
              form={props.formId}
              loading={props.busy ?? false}
              disabled={props.okDisabled ?? false}
            >
              {props.okText ?? t('save')}
            </Button>
          </div>
        ) : null
      }
    >
      {props.children}
    </Drawer>
  )
}
