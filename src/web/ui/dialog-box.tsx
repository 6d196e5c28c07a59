export { Modal as DialogBox } from 'antd'
