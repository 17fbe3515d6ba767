; The Windows installer: for one user, without administrator rights, in Indonesian and English.
; makensis -DVERSION=0.1.0 installer/fieldkit.nsi   (from the folder dist/FieldKit)
Unicode true
Target amd64-unicode
!include "MUI2.nsh"

Name "FieldKit ${VERSION}"
OutFile "..\dist\FieldKit-${VERSION}-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\FieldKit"
InstallDirRegKey HKCU "Software\FieldKit" "InstallDir"
RequestExecutionLevel user
SetCompressor /SOLID lzma

!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\FieldKit.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Indonesian"
!insertmacro MUI_LANGUAGE "English"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\FieldKit"

Section "FieldKit"
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\_internal"
    File /r "..\dist\FieldKit\*"
    WriteUninstaller "$INSTDIR\Uninstall.exe"
    CreateShortcut "$SMPROGRAMS\FieldKit.lnk" "$INSTDIR\FieldKit.exe"
    CreateShortcut "$DESKTOP\FieldKit.lnk" "$INSTDIR\FieldKit.exe"
    WriteRegStr HKCU "Software\FieldKit" "InstallDir" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "FieldKit"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

; Books lie in the user's documents and are never touched.
Section "Uninstall"
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\FieldKit.exe"
    Delete "$INSTDIR\Uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\FieldKit.lnk"
    Delete "$DESKTOP\FieldKit.lnk"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\FieldKit"
SectionEnd
