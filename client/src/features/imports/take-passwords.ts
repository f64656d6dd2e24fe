/** Fetches the first passwords, which the server then forgets, and saves them as a file. */
export async function takePasswords(importId: string, language: 'zh' | 'en'): Promise<void> {
  const response = await fetch(`/api/v1/imports/${importId}/passwords?lang=${language}`, {
    method: 'POST',
    credentials: 'same-origin',
  });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = language === 'zh' ? '首次登录密码.xlsx' : 'first-passwords.xlsx';
  link.click();
  URL.revokeObjectURL(url);
}
