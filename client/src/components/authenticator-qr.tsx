/** Dark on white whatever the theme: not every camera reads it the other way round. */
import { QRCode } from 'antd';

export default function AuthenticatorQr({ uri }: { uri: string }) {
  return <QRCode type="svg" value={uri} size={180} color="#000000" bgColor="#ffffff" errorLevel="M" />;
}
