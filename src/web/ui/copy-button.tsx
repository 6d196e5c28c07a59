import { CopyOutlined } from '@ant-design/icons'
import { App, Button, type ButtonProps, Input, Modal } from 'antd'
import { useState } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'

/**
 * Copies words that people paste elsewhere. The clipboard is only there on https and localhost; on a plain
 * LAN address the words are shown, marked, to be copied by hand.
 */
export function CopyButton({
  words,
  onCopied,
  ...button
}: { words: string; onCopied?: () => void } & ButtonProps) {
  const t = useText(uiText)
  const { message } = App.useApp()
  const [byHand, setByHand] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words)
      void message.success(t('copied'))
    } catch {
      setByHand(true)
    }
    onCopied?.()
  }
  return (
    <>
      <Button icon={<CopyOutlined />} {...button} onClick={() => void copy()} />
      <Modal open={byHand} title={t('copyByHand')} footer={null} onCancel={() => setByHand(false)}>
        <Input.TextArea
          value={words}
          readOnly
          autoSize={{ minRows: 3, maxRows: 14 }}
          aria-label={t('copyByHand')}
          onFocus={(event) => event.target.select()}
        />
      </Modal>
    </>
  )
}
