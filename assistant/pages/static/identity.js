// Keeps who this browser is, so that its conversations are found again; nobody else can read or guess it.
export default function (component) {
  const { name, token } = component.data;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${token}; Path=/; Max-Age=31536000; SameSite=Strict${secure}`;
}
