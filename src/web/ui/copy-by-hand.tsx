import { Input, Modal } from 'antd'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'

/** The words themselves, marked, where the browser does not let us at its clipboard. */
export function CopyByHand(props: { open: boolean; words: string; onClose: () => void }) {
  const t = useText(uiText)
  return (
    <Modal open={props.open} title={t('copyByHand')} footer={null} onCancel={props.onClose}>
      <Input.TextArea
        value={props.words}
        readOnly
        autoSize={{ minRows: 3, maxRows: 14 }}
        aria-label={t('copyByHand')}
        onFocus={(event) => event.target.select()}
      />
    </Modal>
  )
}
