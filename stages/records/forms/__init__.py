from stages.records.forms.rows import RecordForm as RecordForm
from stages.records.forms.rows import record_form as record_form
