const text = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

window.Redoc.init(
  "/api/schema/",
  {
    expandResponses: "200,201",
    hideDownloadButton: false,
    theme: {
      colors: { primary: { main: "#2b54c4" } },
      typography: { fontFamily: text, headings: { fontFamily: text } },
    },
  },
  document.getElementById("redoc"),
);
