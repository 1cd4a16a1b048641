"""The application as a server of the WSGI kind calls it."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
