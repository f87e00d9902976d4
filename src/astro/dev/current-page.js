/*
 * Development only. Reloads a page whose version is outdated. It asks for the current version once when the page is
 * connected to the server, in case the page missed a reload before, and every two seconds while it isn't connected,
 * since the server may have restarted.
 */
{
  const { version, address } = document.currentScript.dataset;
  let connected = false;
  const check = async () => {
    const response = await fetch(address).catch(() => null);
    if (response?.ok && (await response.text()) !== version) location.reload();
  };
  addEventListener('hindcast:connect', () => {
    connected = true;
    check();
  });
  addEventListener('hindcast:disconnect', () => {
    connected = false;
  });
  setInterval(() => {
    if (!connected) check();
  }, 2000);
}
